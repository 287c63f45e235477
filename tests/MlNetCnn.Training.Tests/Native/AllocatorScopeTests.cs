using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class MemoryReuseTests
{
    [Fact]
    public void Start_Twice_ComputesTheSameDuringAndAfter()
    {
        using (AllocatorScope.Start())
        {
            using (AllocatorScope.Start())
            {
                Assert.Equal(1 << 24, Sum());
            }

            Assert.Equal(1 << 24, Sum());
        }

        Assert.Equal(1 << 24, Sum());
    }

    private static double Sum()
    {
        using var scope = NewDisposeScope();
        return ones(1 << 24).sum(ScalarType.Float64).item<double>();
    }
}
