using Xunit;

namespace MlNetCnn.Tests;

public sealed class AugmentationProbeTests
{
    private static readonly Lazy<Task<ProbeFixture>> Signs = new(FitSignsAsync);
    private static readonly Lazy<Task<ProbeFixture>> Emoji = new(FitEmojiAsync);

    // The fixture's images outlive a single test.
    private static readonly TemporaryFolder Folder = new();

    [Fact]
    public async Task RunAsync_Emoji_KeepsStandardWhole()
    {
        var choice = await (await Emoji.Value).ChooseAsync(Augmentation.Standard);
        Assert.Equal(Augmentation.Standard, choice.Augmentation);
        Assert.Empty(choice.LeftOut);
        var sentence = Assert.Single(choice.Sentences);
        Assert.StartsWith("Augmentation: no operation of 'standard' changes labels, all are kept (checked on 180 images, ", sentence);
    }

    [Fact]
    public async Task RunAsync_TrafficSigns_LeavesTheMirrorOutAndNamesTheSigns()
    {
        var choice = await (await Signs.Value).ChooseAsync(Augmentation.Standard);
        Assert.Equal(Augmentation.Standard with { HorizontalFlip = 0 }, choice.Augmentation);
        Assert.Equal(["flip"], choice.LeftOut);
        Assert.Equal(2, choice.Sentences.Count);
        Assert.Contains("of 'standard', 'crop=0.5..1,brightness=0.2,contrast=0.2,saturation=0.2' is kept", choice.Sentences[0]);
        Assert.StartsWith("Left out mirroring left to right: ", choice.Sentences[1]);
        Assert.DoesNotContain("warning", choice.Sentences[1]);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task RunAsync_TrafficSignsTurnedAndRecoloured_LeavesOutWhatChangesThem()
    {
        var requested = Augmentation.Parse("vflip,rotate=180,brightness=0.1,hue=0.5,grayscale=0.2,zoom=0.9..1.1,rescale=0.5");
        var choice = await (await Signs.Value).ChooseAsync(requested);
        Assert.Equal(Augmentation.Parse("brightness=0.1,zoom=0.9..1.1,rescale=0.5"), choice.Augmentation);
        Assert.Equal(["grayscale", "hue", "rotate", "vflip"], choice.LeftOut.Order(StringComparer.Ordinal));
        Assert.Contains("'give-way' into 'warning'", Reason(choice, "mirroring top to bottom"));
        Assert.Contains("'warning' into 'give-way'", Reason(choice, "mirroring top to bottom"));
        Assert.NotEmpty(Reason(choice, "rotation"));
        Assert.Contains("plate-", Reason(choice, "removing color"));
        Assert.Matches(@"only \d+\.\d % of the changed images are recognized, 9\d\.\d % unchanged", Reason(choice, "shifting hues"));
    }

    [Fact]
    public void Words_OfEveryOperation_AreThoseOfASpec()
    {
        var operations = CheckedOperations.All.SelectMany(operation => operation.Parts).ToArray();
        Assert.All(operations, operation =>
        {
            var word = AugmentationRegistry.Parameters.Single(word => word.Name == operation.Word);
            var spec = operation.Word is "crop" or "zoom" ? $"{word.Name}=0.5..0.8" : word is FlagParameter ? word.Name : $"{word.Name}=0.4";
            Assert.True(operation.IsIn(Augmentation.Parse(operation.Word == "randaugment" ? "randaugment=2" : spec)));
        });
    }

    [Fact]
    public async Task RunAsync_AnyThreads_ChoosesAndSaysTheSame()
    {
        var signs = await Signs.Value;
        var requested = Augmentation.Parse("flip,rotate=30");
        var one = await signs.ChooseAsync(requested, new FeatureExtractorOptions { Threads = 1 }, limit: 60);
        var two = await signs.ChooseAsync(requested, new FeatureExtractorOptions { Threads = 2 }, limit: 60);
        Assert.Equal(one.Augmentation, two.Augmentation);
        Assert.Equal(one.Sentences, two.Sentences);
        Assert.Contains("checked on 60 images", one.Sentences[0]);
    }

    [Fact]
    public async Task RunAsync_UnknownClassesAndBadFiles_ArePassedOver()
    {
        var emoji = await Emoji.Value;
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("bad.jpg"), "not an image");
        var held = ImageDataset.FromImages(
        [
            .. emoji.Held.Take(8), new LabeledImage(folder.File("bad.jpg"), emoji.ClassNames[0]), new LabeledImage(emoji.Held[9].Path, "orchid"),
        ]);
        var choice = await (emoji with { Held = held }).ChooseAsync(Augmentation.Parse("flip"));
        Assert.Equal(Augmentation.Parse("flip"), choice.Augmentation);
        Assert.Contains("checked on 8 images", choice.Sentences[0]);
        Assert.Contains("With so few images", choice.Sentences[0]);
    }

    [Fact]
    public async Task RunAsync_NothingToLookAt_KeepsWhatIsWanted()
    {
        var emoji = await Emoji.Value;
        Assert.Equal(Augmentation.None, (await emoji.ChooseAsync(Augmentation.None)).Augmentation);
        var choice = await (emoji with { Held = ImageDataset.FromImages([new LabeledImage(emoji.Held[0].Path, "orchid")]) }).ChooseAsync(Augmentation.Strong);
        Assert.Equal(Augmentation.Strong, choice.Augmentation);
        Assert.Contains("no images to check it on", Assert.Single(choice.Sentences));
    }

    [Fact]
    public async Task RunAsync_Cancelled_Throws()
    {
        var emoji = await Emoji.Value;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AugmentationSafetyCheck.RunAsync(
            Backbone.Default, emoji.Probe, emoji.Held, emoji.ClassNames, new FeatureExtractorOptions(), 1, cancellationToken: new CancellationToken(true)));
    }

    private static string Reason(AugmentationSafetyCheck choice, string operation) =>
        Assert.Single(choice.Sentences, sentence => sentence.StartsWith($"Left out {operation}: ", StringComparison.Ordinal));

    private static Task<ProbeFixture> FitSignsAsync()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Folder.Dispose();
        return ProbeFixture.FitAsync(TrafficSigns.Write(Folder.File("train"), 30, seed: 1), TrafficSigns.Write(Folder.File("validation"), 20, seed: 2));
    }

    private static Task<ProbeFixture> FitEmojiAsync()
    {
        var photos = ImageDataset.FromTable(Path.Combine(Repository.Emoji, "images.csv"));
        return ProbeFixture.FitAsync(Part(DatasetSplit.Train), Part(DatasetSplit.Test));

        ImageDataset Part(DatasetSplit part) => ImageDataset.FromImages(photos.Where(photo => photo.Split == part));
    }
}
