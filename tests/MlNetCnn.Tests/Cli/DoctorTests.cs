using MlNetCnn.Cli;
using Xunit;

namespace MlNetCnn.Tests.Cli;

public class DoctorTests
{
    [Fact]
    public async Task Doctor_ThisMachine_HasAllThatIsNeeded()
    {
        var run = await CliRunner.RunAsync("doctor");

        Assert.Equal((ExitCode.Done, false), (run.ExitCode, run.Output.Contains("FAIL")));
        Assert.Contains("2.88.9", run.Output);
        Assert.Contains("1280 features", run.Output);
    }

    [Fact]
    public void Run_CheckThatThrows_TellsTheInnermostReason()
    {
        var check = new DoctorCheck("x", () => throw new TypeInitializationException("t", new DllNotFoundException("no lib")), "install it");

        Assert.Equal((false, "no lib"), check.Run(verbose: false));
    }
}
