using Xunit;

namespace MlNetCnn.Cli.Tests;

[CollectionDefinition(Name)]
public sealed class InterruptedCollection : ICollectionFixture<UninterruptedTraining>
{
    public const string Name = "interrupted";
}
