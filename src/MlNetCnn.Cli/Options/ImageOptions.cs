using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Options for the images, for reading them, and for all training methods.</summary>
internal sealed class ImageOptions
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "Folder of class folders (or train/, val/, test/), or a .csv or .tsv.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string?> _validation = new("--validation")
    {
        Description = "Validation images, instead of those in --data.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _test = new("--test")
    {
        Description = "Test images, instead of those in --data.",
        HelpName = "PATH",
    };

    private readonly Option<string> _resize = CommonOptions.Choice(
        "--resize", "How images are fitted to the square input: crop the center, pad with black, or squash.", ResizeMode.Crop);

    private readonly ResizeFactorOption _resizeFactor = new(
        "auto follows the image sizes");

    private readonly TableColumnOptions _columns = new();
    private readonly Option<int> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly DecoderOptions _decoder = DecoderOptions.ForTraining();

    /// <summary>Adds the options for the images.</summary>
    public void AddDataTo(Command command)
    {
        command.Add(_data);
        command.Add(_validation);
        command.Add(_test);
    }

    /// <summary>Adds the options for reading them.</summary>
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

    /// <summary>Returns the options that all training methods share.</summary>
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

    /// <summary>Returns the specified folders and tables.</summary>
    public IEnumerable<string?> Paths(ParseResult parse) => [parse.GetValue(_data), parse.GetValue(_validation), parse.GetValue(_test)];

    /// <summary>Lists the images.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="files">The files that the command writes.</param>
    /// <exception cref="MlNetCnnException">They cannot be listed, or one would be overwritten.</exception>
    public (ImageDataset Images, ImageDataset? Validation, ImageDataset? Test) List(ParseResult parse, CommandFiles files)
    {
        var (data, validation, test) = (parse.GetRequiredValue(_data), parse.GetValue(_validation), parse.GetValue(_test));
        var columns = _columns.Read(parse, data, validation, test);
        var listed = (ImageDataset.Open(data, columns), Open(validation), Open(test));
        files.Check(listed.Item1, listed.Item2, listed.Item3);
        return listed;

        ImageDataset? Open(string? path) => path is null ? null : ImageDataset.Open(path, columns);
    }

    /// <summary>Lists and splits the images, and writes how.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="files">The files that the command writes.</param>
    /// <param name="console">Receives the text.</param>
    /// <exception cref="MlNetCnnException">They cannot be listed or split, or one would be overwritten.</exception>
    public DatasetSplits ReadSplit(ParseResult parse, CommandFiles files, CommandConsole console)
    {
        var (images, validation, test) = List(parse, files);
        var split = images.SplitPredefined(parse.GetValue(_seed), validation, test);
        WritePlan(console, split);
        return split;
    }

    /// <summary>Writes how the images are split.</summary>
    public static void WritePlan(CommandConsole console, DatasetSplits split)
    {
        console.WriteLine(
            $"{DisplayText.OneLine(split.Train.Source)}: {DisplayText.Count(split.ClassNames.Count, "class", "classes")}"
            + $" ({DisplayText.List(split.ClassNames)}).");
        console.WriteLine(split.Explanation);
        ListingNotes.Write(console, split.Warnings);
    }
}

/// <summary>Labeled images on which the preprocessing of a network can be found.</summary>
/// <param name="Images">The training images.</param>
/// <param name="Reading">How they are read.</param>
internal sealed record TrainingImages(ImageDataset Images, FeatureTrainingOptions Reading);
