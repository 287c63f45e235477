using MlNetCnn.Training;
using Xunit;

namespace MlNetCnn.Training.Tests;

public class TrainingEnvironmentTests
{
    [Fact]
    public void Check_ThisMachine_ReturnsEachFindingInOrder()
    {
        var findings = TrainingEnvironment.Check();

        Assert.Equal([TrainingEnvironment.LibTorch, TrainingEnvironment.Convolutions, TrainingEnvironment.GraphicsCard], findings.Select(finding => finding.Name));
        Assert.All(findings, finding => Assert.True(finding.IsUsable, finding.Error?.ToString()));
        Assert.Contains(TorchRuntime.Status, findings[0].Detail);
        Assert.Contains("on this processor", findings[1].Detail);
        Assert.StartsWith("CUDA: ", findings[2].Detail);
    }
}
