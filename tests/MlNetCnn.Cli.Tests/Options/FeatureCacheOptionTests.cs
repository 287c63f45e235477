using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class FeatureCacheOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Cache => _folder.File("cache");

    private string Model => _folder.File("m.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_SecondRunWithANewImage_TakesTheOthersFromTheCache()
    {
        var images = _folder.Copy("photos", 6, "animals", "vehicles");
        var first = await TrainAsync(images, "--cache", Cache);
        Assert.Contains($"Features of 0 images came from the cache in {Cache}", first.Output);
        var model = File.ReadAllBytes(Model);

        var again = await TrainAsync(images, "--cache", Cache);
        Assert.Contains("Features of 12 images came from the cache", again.Output);
        Assert.Equal(model, File.ReadAllBytes(Model));

        _folder.Copy("photos", 7, "animals");
        var second = await TrainAsync(images, "--cache", Cache);
        Assert.Contains("Features of 12 images came from the cache", second.Output);
        Assert.Equal(13, CachedCount());
    }

    [Fact]
    public async Task Train_NoCache_DoesNotReadOrMentionIt()
    {
        var images = _folder.Copy("photos", 5, "animals", "vehicles");
        var run = await TrainAsync(images, "--no-cache");
        Assert.DoesNotContain("cache", run.Output);
    }

    [Fact]
    public async Task Train_WithoutOptions_UsesTheUsersCache()
    {
        var run = await TrainAsync(_folder.Copy("photos", 5, "animals", "vehicles"));
        var folder = Path.Combine(Environment.GetEnvironmentVariable(CacheDirectory.Variable)!, "features");
        Assert.Contains($"came from the cache in {folder}", run.Output);
        Assert.NotEmpty(Directory.GetFiles(folder, "*.features"));
    }

    [Fact]
    [Trait("Category", "Process")]
    public async Task Train_UsersCacheThatCannotBeUsed_WarnsOnceAndGoesOn()
    {
        File.WriteAllText(_folder.File("file"), "");

        var run = await CliProcess.RunAsync(
            Path.Combine(_folder.File("file"), "cache"),
            "train", "--data", _folder.Copy("photos", 5, "animals", "vehicles"), "--output", Model, "--quiet");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.StartsWith("warning: features are not cached for the next run: ", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.True(File.Exists(Model));
    }

    [Fact]
    public async Task Train_NamedCacheThatCannotBeUsed_EndsWith5()
    {
        File.WriteAllText(_folder.File("file"), "");
        var run = await CliRunner.FailAsync(
            ExitCode.Environment, "CACHE_NOT_USABLE",
            "train", "--data", _folder.Copy("photos", 5, "animals", "vehicles"), "--output", Model, "--cache", Path.Combine(_folder.File("file"), "cache"));
        Assert.Contains("--no-cache", run.Error);
        Assert.False(File.Exists(Model));
    }

    [Fact]
    public async Task Train_CacheAndNoCache_EndsWith2() => await CliRunner.FailAsync(
        ExitCode.Usage, "USAGE",
        "train", "--data", _folder.Copy("photos", 5, "animals", "vehicles"), "--output", Model, "--cache", Cache, "--no-cache");

    [Fact]
    public void Write_CacheThatHasStopped_Warns()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var tiny = TinyClassifiers.Create(seed: 1);
        var model = new TrainedClassifier(tiny.Graph, tiny.Card) { CacheProblem = "the feature cache has reached its bound" };

        TrainingSummary.Write(new CommandConsole(output, error), model, verbose: false, new FeatureCache(Cache));

        Assert.Contains("warning: not all features are cached for the next run: the feature cache has reached its bound", error.ToString());
    }

    private async Task<CliRun> TrainAsync(string images, params string[] args)
    {
        var run = await CliRunner.RunAsync(["train", "--data", images, "--output", Model, "--quiet", .. args]);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        return run;
    }

    private int CachedCount()
    {
        var factor = ModelFile.Read(Model, TestContext.Current.CancellationToken).Card.ResizeFactor!.Value;
        using var file = new FeatureCache(Cache).Open(Backbone.Default, new FeatureExtractorOptions { ResizeFactor = factor });
        return file.Count;
    }
}
