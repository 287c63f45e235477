using Xunit;

namespace MlNetCnn.Tests;

public sealed class ResourcesTests
{
    [Fact]
    public void Threads_AreOnePerCoreOrAsManyAsAskedForUpToFourForEach()
    {
        var cores = Environment.ProcessorCount;
        Assert.Equal(cores, ThreadCount.Threads(0));
        Assert.Equal(1, ThreadCount.Threads(1));
        Assert.Equal(4 * cores, ThreadCount.Threads(4 * cores));
        Assert.Equal(4 * cores, ThreadCount.Threads(1000));
    }
}
