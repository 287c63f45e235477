using Xunit;

namespace MlNetCnn.Tests;

public sealed class ResourcesTests
{
    [Fact]
    public void Threads_AreOnePerCoreOrAsManyAsAskedForUpToFourForEach()
    {
        var cores = Environment.ProcessorCount;
        Assert.Equal(cores, Resources.Threads(0));
        Assert.Equal(1, Resources.Threads(1));
        Assert.Equal(4 * cores, Resources.Threads(4 * cores));
        Assert.Equal(4 * cores, Resources.Threads(1000));
    }
}
