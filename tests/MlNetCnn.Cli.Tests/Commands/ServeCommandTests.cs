using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>How <c>serve</c> reads its options; the server itself is a process of its own.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Settings_AreThoseThatWereSpecified() => Assert.Equal(["--MlNetCnn:Models:flowers:Path=models/flowers.zip"], Settings("--model", "models/flowers.zip"));

    [Fact]
    public void Settings_AllOptions()
    {
        var settings = Settings(
            "--model", "a.zip", "--model", "b=x/c=d.onnx", "--port", "0", "--host", "::1", "--metrics-port", "9090", "--api-key-file", "k.txt", "--allow-anonymous",
            "--queue", "7", "--threads", "0", "--watch", "--memory-limit", "2KB", "--drain-delay", "1.5", "--save-requests", "un sure", "--save-below", "0.25",
            "--save-limit", "1KB", "--quiet", "--verbose");

        Assert.Equal(
            [
                "Models:a:Path=a.zip", "Models:a:QueueCapacity=7", "Models:a:WatchForChanges=True",
                "Models:b:Path=x/c=d.onnx", "Models:b:QueueCapacity=7", "Models:b:WatchForChanges=True",
                "Threads=0", "MemoryLimit=2048", "DrainDelay=00:00:01.5000000", "Server:Port=0", "Server:Host=::1", "Server:MetricsPort=9090",
                "Server:ApiKeyFile=k.txt", "Server:AllowAnonymous=True", "Server:Quiet=True", "Server:Verbose=True", "SaveRequests:Directory=un sure",
                "SaveRequests:Below=0.25", "SaveRequests:MaxBytes=1024",
            ],
            settings.Select(setting => setting["--MlNetCnn:".Length..]));
    }

    [Theory]
    [InlineData("rose=flowers.zip", "rose", "flowers.zip")]
    [InlineData("./a=b.zip", "a=b", null)]
    [InlineData("dir/v1.2.zip", "v1.2", "dir/v1.2.zip")]
    [InlineData("a=./a=b.zip", "a", "./a=b.zip")]
    [InlineData("=a.zip", "=a", null)]
    [InlineData("my flowers.zip", "my flowers", null)]
    public void Model_HasTheSpecifiedNameOrThatOfTheFile(string specified, string name, string? path)
    {
        if (path is not null)
        {
            Assert.Equal([$"--MlNetCnn:Models:{name}:Path={path}"], Settings("--model", specified));
            return;
        }

        // The name of the file has characters that the name of a model cannot have.
        var exception = Assert.Throws<MlNetCnnException>(() => Settings("--model", specified));
        Assert.Equal((ErrorKind.Usage, ToolErrorCodes.Usage), (exception.Kind, exception.Code));
        Assert.Contains(specified, exception.Problem);
    }

    [Theory]
    [InlineData("--model is required")]
    [InlineData("--port takes", "--model", "a.zip", "--port", "65536")]
    [InlineData("--metrics-port takes", "--model", "a.zip", "--metrics-port", "-1")]
    [InlineData("--queue takes", "--model", "a.zip", "--queue", "0")]
    [InlineData("--threads takes", "--model", "a.zip", "--threads", "1025")]
    [InlineData("--memory-limit takes a size", "--model", "a.zip", "--memory-limit", "much")]
    [InlineData("--save-limit takes a size", "--model", "a.zip", "--save-limit", "0")]
    [InlineData("--drain-delay takes", "--model", "a.zip", "--drain-delay", "3601")]
    [InlineData("--save-below takes", "--model", "a.zip", "--save-requests", "x", "--save-below", "0")]
    [InlineData("--save-below takes", "--model", "a.zip", "--save-requests", "x", "--save-below", "1.1")]
    [InlineData("go together", "--model", "a.zip", "--save-requests", "x")]
    [InlineData("go together", "--model", "a.zip", "--save-below", "0.5")]
    [InlineData("go together", "--model", "a.zip", "--save-limit", "1GB")]
    [InlineData("the same name", "--model", "a.zip", "--model", "x/A.zip")]
    [InlineData("", "--model", "a.zip", "b.zip")]
    public async Task Serve_InvalidOptions_AreRefused(string expected, params string[] args)
    {
        var run = await CliRunner.FailAsync(ExitCode.Usage, ToolErrorCodes.Usage, ["serve", .. args]);

        Assert.True(run.Error.Contains(expected, StringComparison.Ordinal) || expected.StartsWith("--model", StringComparison.Ordinal), run.Error);
    }

    [Theory]
    [InlineData("10.0.12", true)]
    [InlineData("10.1.0-preview.2", true)]
    [InlineData("9.0.1", false)]
    [InlineData("11.0.0", false)]
    [InlineData(null, false)]
    public void AspNetCore_IsFoundByItsMajorVersion(string? version, bool isFound)
    {
        var host = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        Directory.CreateDirectory(_folder.File("empty"));
        Directory.CreateDirectory(_folder.File($"root/shared/Microsoft.AspNetCore.App/{version}"));
        File.WriteAllText(_folder.File($"root/{host}"), "");
        string[] roots = [_folder.File("empty"), _folder.File("root")];

        if (isFound)
        {
            Assert.Equal(_folder.File($"root/{host}"), AspNetCoreRuntime.FindHost(roots, 10));
            return;
        }

        var exception = Assert.Throws<MlNetCnnException>(() => AspNetCoreRuntime.FindHost(roots, 10));
        Assert.Equal((ErrorKind.Environment, ToolErrorCodes.AspNetCoreMissing), (exception.Kind, exception.Code));
        Assert.Contains("install the ASP.NET Core Runtime 10: ", exception.Fix);
    }

    private static IReadOnlyList<string> Settings(params string[] args)
    {
        var parse = CommandRunner.CreateRoot(new CommandConsole(TextWriter.Null, TextWriter.Null)).Parse(["serve", .. args]);
        Assert.Empty(parse.Errors);
        return Assert.IsType<ServeCommand>(parse.CommandResult.Command).Settings(parse);
    }
}
