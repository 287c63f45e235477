using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>A training in its own process whose disk fills up; a limit on file sizes simulates the disk.</summary>
[Trait("Category", "Process")]
[Collection(InterruptedCollection.Name)]
public sealed class FullDiskTrainingTests : IDisposable
{
    private const string Old = "the model of last week";

    private readonly TemporaryFolder _folder = new();
    private readonly UninterruptedTraining _whole;

    public FullDiskTrainingTests(UninterruptedTraining whole)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the limit is set by 'ulimit'");
        _whole = whole;
        File.WriteAllText($"{Model}.zip", Old);
    }

    private string Model => _folder.File("m");

    private string State => $"{Model}.zip.checkpoint";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_NoRoomForTheState_KeepsTheLastOneFromWhichTrainingGoesOn()
    {
        var command = _whole.Command(Model, "--data", _whole.File("photos"), "--unfreeze", "layers:2");
        using (var process = CliProcess.Start(_whole.Cache, command))
        {
            await process.WaitAsync(() => File.Exists(State));
            process.Kill();
            await process.EndAsync();
        }

        Directory.GetFiles(_folder.Root, ".*.tmp").ToList().ForEach(File.Delete);
        var state = File.ReadAllBytes(State);

        // The limit is larger than the patched copy of TorchSharp's library and smaller than the checkpoint.
        var full = await CliProcess.RunWithRoomAsync(4 << 20, _whole.Cache, [.. command, "--resume"]);
        AssertFails(full, "OUTPUT_NOT_WRITABLE", "m.zip.checkpoint");
        Assert.Equal(state, File.ReadAllBytes(State));

        var changed = await CliProcess.RunAsync(_whole.Cache, [.. command.Select(word => word == "light" ? "none" : word), "--resume"]);
        Assert.Equal(2, changed.ExitCode);
        Assert.Matches("error RESUME_CHANGED: (?s).*expected: +augment light.*received: +augment none", changed.Error);
        Assert.Equal(state, File.ReadAllBytes(State));

        var resumed = await CliProcess.RunAsync(_whole.Cache, [.. command, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(_whole.Figures, UninterruptedTraining.Measured(Model));
    }

    [Fact]
    public async Task Train_NoRoomForFrozenLayerOutputs_NamesTheFolderAndLeavesNoFiles()
    {
        // At 112x112 pixels they take 5 MB per image; the checkpoint of 35 MB fits.
        var network = _folder.File("network.onnx");
        File.WriteAllBytes(network, CnnNetworks.Get("mobilenet-v2").Build(new CnnBuilder(1000, 224, 224)).Build().ToBytes());
        var command = _whole.Command(
            Model, "--data", _whole.File("photos"), "--backbone", network, "--preprocessing", "inception", "--unfreeze", "layers:50",
            "--precision", "fp32", "--data-caching", "disk");
        var full = await CliProcess.RunWithRoomAsync(40 << 20, _folder.File("cache"), command);
        AssertFails(full, "ENV_NO_ROOM", CacheDirectory.Variable);
        Assert.Contains("--cached-augmentations 0", full.Error);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.File("cache"), "activations")));
    }

    [Fact]
    public async Task Train_NoRoomForAPatchedLibrary_ReportsItAndCopiesNothingElse()
    {
        // If the C++ library of the system is new enough, nothing is patched, and the checkpoint does not fit.
        var full = await CliProcess.RunWithRoomAsync(1 << 20, _whole.Cache, _whole.Command(Model, "--data", _whole.File("photos"), "--unfreeze", "layers:2"));
        var (code, named) = full.Error.Contains("m.zip", StringComparison.Ordinal) ? ("OUTPUT_NOT_WRITABLE", "free space") : ("ENV_NO_ROOM", "free space");
        AssertFails(full, code, named);
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")));
    }

    [Fact]
    public async Task Train_NoRoomForFeatures_WarnsAndTrainsAllTheSame()
    {
        // The content of the cache uses up the space; entries that cannot be read count as missing.
        const long Room = 96 << 20;
        const int Record = 32 + sizeof(int) + (512 * sizeof(float)) + 8;
        var cache = _folder.File("cache");
        var features = Assert.Single(Directory.GetFiles(_whole.Cache, "*.features", SearchOption.AllDirectories));
        var filled = Path.Combine(cache, Path.GetRelativePath(_whole.Cache, features));
        Directory.CreateDirectory(Path.GetDirectoryName(filled)!);
        using (var file = File.Create(filled))
        {
            file.Write(File.ReadAllBytes(features).AsSpan(0, 40 + (3 * Record)));
            file.SetLength(40 + (Room / Record * Record));
        }

        string[] command = ["train", "--data", _whole.File("photos"), "--output", $"{Model}.zip", "--metrics", $"{Model}.json"];
        var full = await CliProcess.RunWithRoomAsync(Room, cache, command);
        Assert.True(full.ExitCode == 0, full.Error);
        Assert.Contains("warning: not all features are cached for the next run", full.Error);
        Assert.Contains("Features of 3 images came from the cache", full.Output);

        var plenty = await CliProcess.RunAsync(_whole.Cache, ["train", "--data", _whole.File("photos"), "--output", _folder.File("other.zip")]);
        Assert.True(plenty.ExitCode == 0, plenty.Error);
        Assert.Equal(File.ReadAllBytes(_folder.File("other.zip")), File.ReadAllBytes($"{Model}.zip"));
        Assert.Contains("Features of 3 images", (await CliProcess.RunAsync(cache, command)).Output);
    }

    private void AssertFails(CliRun run, string code, string named)
    {
        Assert.Equal((5, true), (run.ExitCode, run.Error.Contains($"error {code}: ", StringComparison.Ordinal)));
        Assert.Contains(named, run.Error);
        Assert.Equal(Old, File.ReadAllText($"{Model}.zip"));
        Assert.Empty(Directory.GetFiles(_folder.Root, ".*.tmp"));
    }
}
