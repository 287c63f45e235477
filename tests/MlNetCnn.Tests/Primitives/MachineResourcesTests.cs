using Xunit;

namespace MlNetCnn.Tests;

public sealed class MachineResourcesTests
{
    [Fact]
    public void Threads_AreOnePerCoreOrAsRequestedUpToFourPerCore()
    {
        var cores = Environment.ProcessorCount;
        Assert.Equal(cores, MachineResources.Threads(0));
        Assert.Equal(1, MachineResources.Threads(1));
        Assert.Equal(4 * cores, MachineResources.Threads(4 * cores));
        Assert.Equal(4 * cores, MachineResources.Threads(1000));
    }
}
