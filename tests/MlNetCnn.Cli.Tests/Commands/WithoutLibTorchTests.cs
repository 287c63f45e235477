using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>The tool that is packed for all systems does not contain libtorch; only training of layers needs and loads it.</summary>
[Trait("Category", "Process")]
public sealed class WithoutLibTorchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commands_WhereLibTorchIsAbsent_AllButFineTuningWork()
    {
        var program = CopyWithout("torch");
        var images = _folder.Copy("photos", 6, "animals", "clothing");

        var trained = await RunAsync(program, "train", "--data", images, "--output", _folder.File("m.zip"));
        Assert.True(trained.ExitCode == 0, trained.Error);
        var predicted = await RunAsync(program, "predict", "--model", _folder.File("m.zip"), images);
        Assert.Equal((ExitCode.Done, 12), (predicted.ExitCode, predicted.Output.Split(".png").Length - 1));

        var image = Directory.GetFiles(images, "*", SearchOption.AllDirectories)[0];
        var explained = await RunAsync(program, "explain", "--model", _folder.File("m.zip"), image, "--output", _folder.File("why.png"));
        Assert.True(explained.ExitCode == 0, explained.Error);
        Assert.Contains("(CAM)", explained.Output);
        Assert.Contains("without gradients", explained.Error);
        var asked = await RunAsync(
            program, "explain", "--model", _folder.File("m.zip"), image, "--method", "gradcam", "--output", _folder.File("why2.png"));
        Assert.Equal((ExitCode.Environment, true), (asked.ExitCode, asked.Error.Contains("error ENV_LIBTORCH: ")));

        var doctor = await RunAsync(program, "doctor");
        Assert.Equal(ExitCode.Done, doctor.ExitCode);
        Assert.Matches("warn +libtorch .*ENV_LIBTORCH", doctor.Output);
        Assert.Contains("dotnet pack -r", doctor.Output);

        var tuned = await RunAsync(program, "train", "--data", images, "--method", "finetune", "--output", _folder.File("t.zip"));
        Assert.Equal((ExitCode.Environment, true), (tuned.ExitCode, tuned.Error.Contains("error ENV_LIBTORCH: ")));
        Assert.DoesNotContain("   at ", tuned.Error);
        Assert.False(File.Exists(_folder.File("t.zip")));

        var demo = await RunAsync(program, "demo", "--output", _folder.File("demo"));
        Assert.True(demo.ExitCode == 0, demo.Error);
        Assert.Contains("are skipped", demo.Error);
        Assert.Equal(["emoji-features.zip"], Directory.GetFiles(_folder.File("demo")).Select(Path.GetFileName));

        // TorchSharp searches libtorch in NuGet's cache and copies it next to the program.
        Assert.False(Directory.Exists(Path.Combine(Path.GetDirectoryName(program)!, "cpu")));
    }

    [Fact]
    public async Task Commands_WhereLibTorchIsThere_OnlyThoseThatNeedItLoadIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what is loaded is told by glibc");
        var program = Path.Combine(AppContext.BaseDirectory, "MlNetCnn.Cli.dll");
        var images = _folder.Copy("photos", 6, "animals", "clothing");

        await CheckAsync(false, "train", "--data", images, "--output", _folder.File("m.zip"));
        await CheckAsync(false, "evaluate", "--model", _folder.File("m.zip"), "--data", images);
        await CheckAsync(false, "predict", "--model", _folder.File("m.zip"), images);
        await CheckAsync(false, "feature-maps", images + "/animals/" + Path.GetFileName(TrainingPhotos.Of("animals").First()), "--output", _folder.File("f.png"));
        await CheckAsync(false, "train", "--help");
        await CheckAsync(false, "backbones", "list");
        await CheckAsync(false, "summary", "--architecture", "resnet20");
        await CheckAsync(true, "doctor");

        async Task CheckAsync(bool isLoaded, params string[] args)
        {
            var run = await RunAsync(program, args);
            Assert.True(run.ExitCode == 0, run.Error);
            var logs = Directory.GetFiles(_folder.Root, "loaded.*");
            var loaded = logs.Any(log => File.ReadLines(log).Any(line => line.Contains("calling init:", StringComparison.Ordinal) && line.Contains("torch", StringComparison.OrdinalIgnoreCase)));
            Assert.NotEmpty(logs);
            Array.ForEach(logs, File.Delete);
            Assert.True(loaded == isLoaded, $"{string.Join(' ', args)}: libtorch {(loaded ? "is" : "is not")} loaded");
        }
    }

    private string CopyWithout(string word)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(AppContext.BaseDirectory, file);
            var isNative = relative.Contains("native", StringComparison.Ordinal) || relative.EndsWith(".so", StringComparison.Ordinal);
            var copy = Path.Combine(_folder.File("program"), relative);
            if ((isNative && relative.Contains(word, StringComparison.OrdinalIgnoreCase)) || relative.Contains("libc10", StringComparison.Ordinal))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (relative.StartsWith("MlNetCnn.Cli.", StringComparison.Ordinal) || OperatingSystem.IsWindows())
            {
                File.Copy(file, copy);
            }
            else
            {
                File.CreateSymbolicLink(copy, file);
            }
        }

        // The host does not start if a listed file of a package is missing.
        var list = Path.Combine(_folder.File("program"), "MlNetCnn.Cli.deps.json");
        var root = JsonNode.Parse(File.ReadAllText(list))!;
        foreach (var packages in root["targets"]!.AsObject().Select(target => target.Value!.AsObject()).Append(root["libraries"]!.AsObject()))
        {
            foreach (var name in packages.Select(package => package.Key).Where(name => name.StartsWith("libtorch-", StringComparison.Ordinal)).ToList())
            {
                packages.Remove(name);
            }
        }

        File.WriteAllText(list, root.ToJsonString());
        return Path.Combine(_folder.File("program"), "MlNetCnn.Cli.dll");
    }

    private async Task<CliRun> RunAsync(string program, params string[] args)
    {
        var token = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[CacheDirectory.Variable] = _folder.File("cache");
        start.Environment["LD_DEBUG"] = "files";
        start.Environment["LD_DEBUG_OUTPUT"] = _folder.File("loaded");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var error = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return new CliRun(process.ExitCode, await output, await error);
    }
}
