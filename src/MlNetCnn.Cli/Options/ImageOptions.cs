using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Which photos are trained on and measured, how they are read, and what every way of training has.</summary>
internal sealed class ImageOptions
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "The photos: a folder with a folder per class, one with train/ and perhaps val/ and test/ inside, "
            + "or a .csv or .tsv with paths and labels.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string?> _validation = new("--validation")
    {
        Description = "Photos that steer the training, in place of those that --data holds for it.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _test = new("--test")
    {
        Description = "Photos that are only measured, in place of those that --data holds for it.",
        HelpName = "PATH",
    };

    private readonly Option<string> _resize = CommonOptions.Choice(
        "--resize", "How a photo becomes the network's square: crop its middle, pad it with black bars, or squash it.", ResizeMode.Crop);

    private readonly ResizeFactorOption _resizeFactor = new(
        "auto, which takes the least that leaves three of four training photos unshrunk, at most 3");

    private readonly TableColumnOptions _columns = new();
    private readonly Option<int> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly DecoderOptions _decoder = DecoderOptions.ForTraining();

    /// <summary>Adds the options that say which photos.</summary>
    public void AddDataTo(Command command)
    {
        command.Add(_data);
        command.Add(_validation);
        command.Add(_test);
    }

    /// <summary>Adds the options that say how.</summary>
    public void AddReadingTo(Command command)
    {
        command.Add(_seed);
        command.Add(_threads);
        command.Add(_resize);
        _resizeFactor.AddTo(command);
        _decoder.AddTo(command);
        command.Add(_maxBad);
        _columns.AddTo(command);
    }

    /// <summary>What every way of training has.</summary>
    /// <param name="parse">The command line.</param>
    public FeatureTrainingOptions ReadCommon(ParseResult parse) => new()
    {
        Seed = parse.GetValue(_seed),
        Threads = parse.GetValue(_threads),
        Resize = parse.Chosen<ResizeMode>(_resize),
        ResizeFactor = _resizeFactor.Read(parse),
        Decoder = _decoder.Read(parse),
        MaxRejectedFraction = parse.GetValue(_maxBad) / 100,
    };

    /// <summary>The folders and tables that were named.</summary>
    public IEnumerable<string?> Paths(ParseResult parse) => [parse.GetValue(_data), parse.GetValue(_validation), parse.GetValue(_test)];

    /// <summary>Lists the photos.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="files">What the command writes.</param>
    /// <exception cref="MlNetCnnException">They cannot be listed, or one would be written over.</exception>
    public (ImageDataset Images, ImageDataset? Validation, ImageDataset? Test) List(ParseResult parse, CommandFiles files)
    {
        var (data, validation, test) = (parse.GetRequiredValue(_data), parse.GetValue(_validation), parse.GetValue(_test));
        var columns = _columns.Read(parse, data, validation, test);
        var listed = (ImageDataset.Open(data, columns), Open(validation), Open(test));
        files.Check(listed.Item1, listed.Item2, listed.Item3);
        return listed;

        ImageDataset? Open(string? path) => path is null ? null : ImageDataset.Open(path, columns);
    }

    /// <summary>Lists the photos and says who plays which part.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="files">What the command writes.</param>
    /// <param name="console">Where to.</param>
    /// <exception cref="MlNetCnnException">They cannot be listed or split, or one would be written over.</exception>
    public DatasetSplits ReadSplit(ParseResult parse, CommandFiles files, CommandConsole console)
    {
        var (images, validation, test) = List(parse, files);
        var split = images.SplitPredefined(parse.GetValue(_seed), validation, test);
        WritePlan(console, split);
        return split;
    }

    /// <summary>Says who plays which part.</summary>
    public static void WritePlan(CommandConsole console, DatasetSplits split)
    {
        console.WriteLine(
            $"{DisplayText.OneLine(split.Train.Source)}: {DisplayText.Count(split.ClassNames.Count, "class", "classes")}"
            + $" ({DisplayText.List(split.ClassNames)}).");
        console.WriteLine(split.Explanation);
        ListingNotes.Write(console, split.Warnings);
    }
}

/// <summary>Photos with their classes on which something about a network can be found out.</summary>
/// <param name="Images">The photos that are trained on.</param>
/// <param name="Reading">How they are read.</param>
internal sealed record TrainingImages(ImageDataset Images, FeatureTrainingOptions Reading);
