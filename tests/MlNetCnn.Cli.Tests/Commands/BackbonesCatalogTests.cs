using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>The commands for the catalog, in their own processes, because environment variables choose the folder.</summary>
public sealed class BackbonesCatalogTests : IDisposable
{
    private const string Missing = "squeezenet1-1.onnx-zoo";

    private readonly TemporaryFolder _folder = new();

    private string Cache => _folder.File("cache with ü");

    [Fact]
    public async Task List_Pattern_ShowsMatchesAndWhatTheyMean()
    {
        var run = await CliRunner.RunAsync("backbones", "list", "*inception*");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(
            ["inception-v1.onnx-zoo", "inception-v2.onnx-zoo", "inception-v3.onnx-zoo-cv", "inception-v4.onnx-zoo-cv"],
            run.Output.Split('\n').Select(line => line.Trim().Split(' ')[0]).Where(name => name.StartsWith("inception", StringComparison.Ordinal)));
        Assert.Contains("299x299", run.Output);
        Assert.Contains("Not validated: ", run.Output);
    }

    [Fact]
    public async Task List_Json_IsTheWholeCatalogue()
    {
        var run = await CliRunner.RunAsync("backbones", "list", "--format", "json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(BackboneCatalog.Default.Names, json.RootElement.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!));
        var bundled = json.RootElement.EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == Backbone.Default.Name);
        Assert.True(bundled.GetProperty("present").GetBoolean());
        Assert.Equal(Backbone.Default.Sha256, bundled.GetProperty("sha256").GetString());
        Assert.Equal(Backbone.Default.Preprocessing, Preprocessing.Parse(bundled.GetProperty("preprocessing").GetString()!));
    }

    [Theory]
    [InlineData("list", "nothing")]
    [InlineData("pull", "nothing")]
    [InlineData("pull", "nothing*")]
    [InlineData("verify", "nothing")]
    public async Task Command_UnknownName_EndsWith4(string command, string name) =>
        await CliRunner.FailAsync(4, "BACKBONE_NOT_FOUND", "backbones", command, name);

    [Fact]
    public async Task Pull_WithoutName_IsAWrongCall() => Assert.Equal(ExitCode.Usage, (await CliRunner.RunAsync("backbones", "pull")).ExitCode);

    [Fact]
    [Trait("Category", "Process")]
    public async Task PullVerifyList_BundledNetwork_IsInTheFolderOfTheEnvironment()
    {
        var path = Path.Combine(Cache, "backbones", "resnet18.mlnet.onnx");

        var pull = await RunAsync(["backbones", "pull", "resnet18.m*"]);
        Assert.Equal((ExitCode.Done, $"resnet18.mlnet: {path}"), (pull.ExitCode, pull.Output.Trim()));
        Assert.Equal(DefaultBackbone.ReadBytes(), File.ReadAllBytes(path));

        var verify = await RunAsync(["backbones", "verify"]);
        Assert.Equal(ExitCode.Done, verify.ExitCode);
        Assert.Matches("resnet18.mlnet +valid", verify.Output);

        File.WriteAllBytes(Path.Combine(Cache, "backbones", $"{Missing}.onnx"), new byte[BackboneCatalog.Default.Get(Missing).Size]);
        verify = await RunAsync(["backbones", "verify"]);
        Assert.Equal(4, verify.ExitCode);
        Assert.Matches($"{Missing} +corrupt", verify.Output);
        Assert.Contains("error BACKBONE_NOT_INTACT", verify.Error);
        Assert.Contains($"backbones pull {Missing}", verify.Error);
    }

    [Fact]
    [Trait("Category", "Process")]
    public async Task Verify_NamedButAbsent_EndsWith4()
    {
        var run = await RunAsync(["backbones", "verify", Missing]);

        Assert.Equal(4, run.ExitCode);
        Assert.Matches($"{Missing} +missing", run.Output);
    }

    [Fact]
    [Trait("Category", "Process")]
    public async Task Train_OfflineAndAbsent_SaysWhichFileToPutWhere()
    {
        var run = await RunAsync(["train", "--data", Repository.Emoji, "--backbone", Missing, "--offline", "--output", _folder.File("m.zip")]);

        Assert.Equal(ExitCode.Environment, run.ExitCode);
        Assert.Contains("error BACKBONE_OFFLINE", run.Error);
        Assert.Contains(BackboneCatalog.Default.Get(Missing).Sha256, run.Error);
        Assert.Contains(Path.Combine(Cache, "backbones", $"{Missing}.onnx"), run.Error);
        Assert.DoesNotContain("downloading", run.Error);
    }

    [Fact]
    [Trait("Category", "Process")]
    public async Task Train_AbsentButNothingReachable_SaysThatItDownloadsAndThenWhatToDo()
    {
        // A proxy that accepts the connection and then does not use TLS.
        await using var server = new CatalogServer(CatalogAnswers.Raw("200 OK", "nonsense in place of a handshake"u8.ToArray()));
        var run = await RunAsync(
            ["train", "--data", Repository.Emoji, "--backbone", Missing, "--quiet", "--output", _folder.File("m.zip")],
            ("HTTPS_PROXY", $"http://127.0.0.1:{server.Port}"), ("https_proxy", null), ("NO_PROXY", null), ("no_proxy", null));

        Assert.Equal(ExitCode.Environment, run.ExitCode);
        Assert.StartsWith($"downloading {Missing} (4.7 MiB) into {Path.Combine(Cache, "backbones")}", run.Error);
        Assert.Contains("error DOWNLOAD_TLS", run.Error);
        Assert.Equal(
            ["CONNECT github.com:443 HTTP/1.1", "CONNECT huggingface.co:443 HTTP/1.1"], server.Requests.Select(request => request.Line));
    }

    [Fact]
    public async Task Train_NamedBackboneWithPreprocessing_IsRefused()
    {
        var run = await CliRunner.FailAsync(
            2, "USAGE", "train", "--data", Repository.Emoji, "--backbone", Missing, "--preprocessing", "caffe", "--output", _folder.File("m.zip"));

        Assert.Contains("path of the ONNX file", run.Error);
    }

    [Fact]
    [Trait("Category", "Process")]
    public async Task Command_NoHome_NamesTheVariableToSet()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "HOME is of Unix");
        (string, string?)[] nowhere = [("MLNETCNN_CACHE", null), ("XDG_CACHE_HOME", null), ("HOME", null)];

        var pull = await RunAsync(["backbones", "pull", Missing], nowhere);
        Assert.Equal(ExitCode.Environment, pull.ExitCode);
        Assert.Contains("error CACHE_NO_HOME", pull.Error);
        Assert.Contains("set MLNETCNN_CACHE", pull.Error);

        var list = await RunAsync(["backbones", "list", Missing], nowhere);
        Assert.Equal(ExitCode.Done, list.ExitCode);
        Assert.Contains("set MLNETCNN_CACHE", list.Output);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<CliRun> RunAsync(string[] args, params (string Name, string? Value)[] environment)
    {
        var token = TestContext.Current.CancellationToken;
        var program = Path.Combine(AppContext.BaseDirectory, "MlNetCnn.Cli" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MLNETCNN_CACHE"] = Cache;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(token);
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return new CliRun(process.ExitCode, output, await error);
    }
}
