using MlNetCnn.Training;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public class DoctorTests
{
    [Fact]
    public async Task Doctor_ThisMachine_HasAllThatIsNeeded()
    {
        var run = await CliRunner.RunAsync("doctor");

        Assert.Equal((ExitCode.Done, false), (run.ExitCode, run.Output.Contains("FAIL")));
        Assert.Contains("3.119.4", run.Output);
        Assert.Contains("512 features", run.Output);
    }

    [Fact]
    public async Task Doctor_Cache_ShowsFolderAndSize()
    {
        var run = await CliRunner.RunAsync("doctor");

        var line = run.Output.Split('\n').Single(line => line.Contains(" cache "));
        Assert.Contains(Environment.GetEnvironmentVariable(CacheDirectory.Variable)!, line);
        Assert.Matches("[0-9.]+ [KMG]iB, can be written to", line);
    }

    [Fact]
    public async Task Doctor_Convolutions_SaysWhichOneDnnComputesAndWhy()
    {
        var run = await CliRunner.RunAsync("doctor");

        var line = run.Output.Split('\n').Single(line => line.Contains(" convolutions "));
        Assert.StartsWith("ok", line);
        Assert.Contains(GroupedConvolution.OneDnnIsWrong ? "oneDNN computes them incorrectly" : "by oneDNN, which is correct", line);
    }

    [Fact]
    public void Look_CacheWithFilesBelowIt_CountsThemAll()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("cache/features"));
        File.WriteAllBytes(folder.File("cache/features/a"), new byte[3 << 10]);
        File.WriteAllBytes(folder.File("cache/b"), new byte[1 << 10]);

        Assert.Equal($"{folder.File("cache")}, 4.0 KiB, can be written to", CacheCheck.Check(folder.File("cache")));
        Assert.Contains("0.0 KiB, can be written to", CacheCheck.Check(folder.File("not/yet/there")));
        Assert.ThrowsAny<IOException>(() => CacheCheck.Check(folder.File("cache/b/cache")));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.File("cache")).Length);
    }

    [Fact]
    [Trait("Category", "Process")]
    public async Task Doctor_CacheThatCannotBeWritten_WarnsAndFindsTheRestInOrder()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");

        var run = await CliProcess.RunAsync(Path.Combine(folder.File("file"), "cache"), "doctor");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Matches("warn +cache", run.Output);
        Assert.Contains("set MLNETCNN_CACHE", run.Output);
    }

    [Fact]
    public void Run_CheckThatThrows_ReportsTheInnermostReason()
    {
        var check = new DoctorCheck("x", () => throw new TypeInitializationException("t", new DllNotFoundException("no lib")), "install it");

        Assert.Equal((false, "no lib"), check.Run(verbose: false));
    }
}
