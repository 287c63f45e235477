using CnnStepByStep;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>The tutorial's C# runs, on a few of the bundled photos.</summary>
[Collection(CurrentFolderCollection.Name)]
public sealed class TutorialCodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;
    private readonly TextWriter _output = Console.Out;
    private readonly StringWriter _printed = new();

    public TutorialCodeTests()
    {
        var photos = _folder.Copy("photos", 9, "animals", "vehicles");
        File.WriteAllLines(
            _folder.File("photos.csv"),
            ["filename,label", .. Directory.GetFiles(photos, "*.png", SearchOption.AllDirectories)
                .Select(path => $"{Path.GetRelativePath(_folder.Root, path)},{Path.GetFileName(Path.GetDirectoryName(path))}")]);
        File.Copy(Repository.Photos(1)[0], _folder.File("new.jpg"));
        Environment.CurrentDirectory = _folder.Root;
        Console.SetOut(_printed);
    }

    [Fact]
    public void LayerLessons_PrintWhatStandsBehindTheirLines()
    {
        LayerLessons.RunAll();
        string[] lines = Lines();
        var message = TutorialText.Block("output", "out-of-pixels").Replace('\n', ' ');
        Assert.Equal(TutorialText.Printed, lines.Where(line => line != message));
        Assert.Single(lines, message);
    }

    [Fact]
    public async Task WholeLessons_RunFromTrainingToLookingInside()
    {
        await WholeLessons.Classify();
        Assert.Matches(@"^(animals|vehicles) \d+ ?%$", Lines()[^1]);
        WholeLessons.LookInside();
        Assert.Matches(@": \d+ channels of 7x7$", Lines()[^1]);
        await WholeLessons.Train();
        Assert.StartsWith("epoch ", Lines()[^1]);
        await WholeLessons.FineTune();
        Assert.EndsWith(" parameters were trained", Lines()[^1]);
        await WholeLessons.Compare();
        Assert.Equal(["features", "finetune", "scratch"], Lines()[^3..].Select(line => line.Split(' ')[0]));
        Assert.True(File.Exists("photos.zip") && File.Exists("scratch.zip") && File.Exists("tuned.zip"));
    }

    [Fact]
    public void History_PrintsTheParametersOfTheTable()
    {
        WholeLessons.History();
        Assert.Equal(TutorialText.Table("imagenet").Select(row => $"{row[4]}: {row[5].Replace(",", "")} parameters"), Lines());
        Assert.Equal(96, WholeLessons.Blocks().Shape.Channels);
    }

    [Fact]
    public async Task LoadingLessons_Run()
    {
        LoadingLessons.List();
        Assert.Equal(["18 photos of 2 classes, 18 in the table"], Lines());
        await LoadingLessons.Batches();
        Assert.Equal([8, 8, 2], Lines()[1..].Select(line => int.Parse(line.Split(' ')[0])));
        Assert.All(Lines()[1..], line => Assert.EndsWith("photos of 12288 numbers", line));
        Assert.Equal([DataCaching.Memory, DataCaching.Disk, DataCaching.Auto], LoadingLessons.Memory().Select(options => options.DataCaching));
        var split = LoadingLessons.ByDesigner(ImageDataset.Open(Path.Combine(Repository.Emoji, "images.csv"), new TableOptions { GroupColumn = "group" }));
        Assert.Equal((204, 60), (split.Train.Count + split.Validation.Count, split.Test.Count));
        Assert.All(split.Test, image => Assert.Contains("-noto", image.Path));
        Assert.Equal(Augmentation.Standard with { HorizontalFlip = 0 }, LoadingLessons.Augment().Augmentation);
    }

    public void Dispose()
    {
        Console.SetOut(_output);
        Environment.CurrentDirectory = _before;
        _printed.Dispose();
        _folder.Dispose();
    }

    private string[] Lines() => _printed.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
