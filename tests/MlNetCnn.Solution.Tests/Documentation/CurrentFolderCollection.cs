using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>Tests that change the process's current folder; no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CurrentFolderCollection
{
    public const string Name = "current folder";
}
