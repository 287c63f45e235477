using Xunit;

namespace MlNetCnn.Tests.Cli;

[CollectionDefinition(Name)]
public sealed class InterruptedCollection : ICollectionFixture<UninterruptedTraining>
{
    public const string Name = "interrupted";
}
