using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Options for the pretrained network and its preprocessing.</summary>
internal sealed class BackboneOptions
{
    private const string Auto = "auto";

    // Enough to detect a harmful preprocessing, and few enough for an automatic check: 250 runs of the network, at most 5 s for MobileNetV2.
    private const int CheckedImages = 50;

    private const string PreprocessingHelp =
        "--preprocessing imagenet|inception|caffe|rescale|none, or --mean R,G,B --std R,G,B [--channel-order rgb|bgr] on the 0..255 scale";

    private static readonly string[] Methods = [TrainingMethod.Features, TrainingMethod.FineTuning];

    private readonly Option<string[]> _backbone = new ToolOption<string[]>("--backbone")
    {
        Description = "Pretrained network: a name from 'backbones list', an ONNX file, or one in pretrained/ by name.",
        HelpName = "NAME|FILE.onnx",
        Methods = Methods,
        DefaultValueFactory = _ => [Backbone.DefaultName],
    };

    private readonly Option<bool> _offline = new ToolOption<bool>("--offline")
    {
        Description = "Forbid downloads; the error about a missing backbone says which file to put where.",
        Methods = Methods,
    };

    private readonly Option<string?> _preprocessing = new ToolOption<string?>("--preprocessing")
    {
        Description = "Preprocessing of an ONNX file; auto finds it on the images.",
        HelpName = "NAME",
        Range = "auto, imagenet, inception, caffe, rescale or none",
        Default = Auto,
    };

    private readonly Option<string?> _mean = Triple("--mean", "Mean that is subtracted from red, green and blue (0..255 scale); requires --std.");
    private readonly Option<string?> _std = Triple("--std", "Divisor of red, green and blue (0..255 scale); requires --mean.");

    private readonly Option<string?> _channelOrder = new ToolOption<string?>("--channel-order")
    {
        Description = "Channel order that the ONNX file expects, with --mean and --std.",
        HelpName = "rgb|bgr",
        Default = "rgb",
        Methods = Methods,
    };

    private readonly Option<string?> _featureTensor = new ToolOption<string?>("--feature-tensor")
    {
        Description = "Tensor to use as the features, if the network's head is not detected.",
        HelpName = "TENSOR",
        Methods = Methods,
    };

    /// <summary>Creates the options.</summary>
    /// <param name="several">Whether several backbones may be specified; one preprocessing then applies to all files.</param>
    public BackboneOptions(bool several = false)
    {
        CommonOptions.Repeated(_backbone, several);
        _channelOrder.AcceptOnlyFromAmong("rgb", "bgr");
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_backbone);
        command.Add(_offline);
        command.Add(_preprocessing);
        command.Add(_mean);
        command.Add(_std);
        command.Add(_channelOrder);
        command.Add(_featureTensor);
    }

    /// <summary>Returns the file that <c>--backbone</c> names by its path, or by its name in the folder <c>pretrained</c>.</summary>
    /// <param name="backbone">The value of the option.</param>
    /// <returns>The path, or null for a name from the catalog.</returns>
    public static string? FindFile(string backbone)
    {
        var pretrained = Path.Combine("pretrained", $"{backbone}.onnx");
        return BackboneCatalog.Default.Names.Contains(backbone, StringComparer.OrdinalIgnoreCase) ? null
            : File.Exists(backbone) ? backbone
            : File.Exists(pretrained) ? pretrained
            : null;
    }

    /// <summary>Returns the name specified with <c>--preprocessing</c>, or null for none and for <c>auto</c>.</summary>
    public string? PreprocessingName(ParseResult parse) =>
        parse.GetValue(_preprocessing) is { } name && !name.Equals(Auto, StringComparison.OrdinalIgnoreCase) ? name : null;

    /// <summary>Rejects the options, except <c>--preprocessing</c>, for a method that does not use them.</summary>
    public void RefuseFor(ParseResult parse, string method) =>
        TrainingMethod.Refuse(parse, method, [_backbone, _offline, _mean, _std, _channelOrder, _featureTensor]);

    /// <summary>Returns the files among the specified backbones.</summary>
    public IEnumerable<string> Files(ParseResult parse) => parse.GetRequiredValue(_backbone).Where(File.Exists);

    /// <summary>Returns whether any of the options was specified.</summary>
    public bool IsGiven(ParseResult parse) =>
        new Option[] { _backbone, _offline, _preprocessing, _mean, _std, _channelOrder, _featureTensor }
            .Any(option => parse.GetResult(option) is { Implicit: false });

    /// <summary>Opens the requested backbone. A named one that is not on disk is downloaded, and a message says so.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="images">The images on which the preprocessing is found or checked; null where there are no labeled images.</param>
    /// <param name="console">Receives messages about downloads, choices and notes.</param>
    /// <param name="cancellationToken">Cancels a download or a comparison.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, the download fails, or the file is not a valid network.</exception>
    public Task<Backbone> ReadAsync(ParseResult parse, TrainingImages? images, CommandConsole console, CancellationToken cancellationToken) =>
        ReadAsync(parse.GetRequiredValue(_backbone)[0], parse, images, console, cancellationToken);

    /// <summary>Opens all requested backbones. Named ones that are not on disk are downloaded, and a message says so.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="images">The images on which the preprocessing is found or checked.</param>
    /// <param name="console">Receives messages about downloads, choices and notes.</param>
    /// <param name="cancellationToken">Cancels a download or a comparison.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, the download fails, or a file is not a valid network.</exception>
    public async Task<IReadOnlyList<Backbone>> ReadAllAsync(
        ParseResult parse, TrainingImages images, CommandConsole console, CancellationToken cancellationToken)
    {
        var backbones = new List<Backbone>();
        foreach (var backbone in parse.GetRequiredValue(_backbone))
        {
            backbones.Add(await ReadAsync(backbone, parse, images, console, cancellationToken));
        }

        return backbones;
    }

    private async Task<Backbone> ReadAsync(
        string backbone, ParseResult parse, TrainingImages? images, CommandConsole console, CancellationToken cancellationToken)
    {
        var preprocessing = ReadPreprocessing(parse);
        var featureTensor = parse.GetValue(_featureTensor);
        if (FindFile(backbone) is not { } file)
        {
            var entry = BackboneCatalog.Default.Get(backbone);
            return preprocessing is null && featureTensor is null
                ? await OpenAsync(entry, parse, console, cancellationToken)
                : throw Usage(
                    $"the backbone '{entry.Name}' has its own preprocessing and feature tensor", received: "options that set them",
                    fix: "leave out --preprocessing, --mean, --std, --channel-order and --feature-tensor, or specify the path of the ONNX file");
        }

        backbone = file;
        var opened = preprocessing is not null ? await OpenCheckedAsync(backbone, preprocessing, parse, images, console, cancellationToken)
            : images is not null ? await FindAsync(backbone, parse, images, console, cancellationToken)
            : PreprocessingComparison.FindKnown(backbone) is { } known ? Backbone.FromFile(backbone, known, featureTensor)
            : throw Usage(
                $"the preprocessing of '{backbone}' is unknown, and it cannot be found without labeled images",
                expected: PreprocessingHelp, received: null,
                fix: $"see which one '{ConsoleTool.Name} train --data PHOTOS --backbone {ConsoleTool.Quote(backbone)}' finds on labeled images, or look it "
                    + "up at the source of the file: PyTorch networks mostly use imagenet, TensorFlow networks inception, Caffe networks caffe");
        if (opened.FeatureNote is { } note)
        {
            console.Error.WriteLine($"note: {DisplayText.OneLine(note)}");
        }

        return opened;
    }

    private async Task<Backbone> FindAsync(string path, ParseResult parse, TrainingImages images, CommandConsole console, CancellationToken cancellationToken)
    {
        var comparison = await CompareAsync(path, new PreprocessingComparisonOptions(), parse, images, console, cancellationToken);
        console.WriteLine($"Preprocessing of {DisplayText.OneLine(Path.GetFileName(path))}: {comparison.Explanation}.");
        if (parse.GetValue(GlobalOptions.Verbose))
        {
            foreach (var figures in comparison.Candidates)
            {
                console.WriteLine(FormattableString.Invariant(
                    $"  {figures.Name,-9} log-loss {figures.LogLoss:F3}, {figures.Behind:F3} ± {figures.StandardError:F3} above the lowest")
                    + (figures.Entropy is { } entropy ? FormattableString.Invariant($"; entropy of the file's own classifier {entropy:F2}") : ""));
            }
        }

        return comparison.OpenBackbone();
    }

    private async Task<Backbone> OpenCheckedAsync(
        string path, Preprocessing preprocessing, ParseResult parse, TrainingImages? images, CommandConsole console, CancellationToken cancellationToken)
    {
        var backbone = Backbone.FromFile(path, preprocessing, parse.GetValue(_featureTensor));
        if (images is null || images.Images.ClassNames.Count < 2)
        {
            return backbone;
        }

        var options = new PreprocessingComparisonOptions();
        options = options with { Candidates = [preprocessing, .. options.Candidates.Where(c => c != preprocessing)], MaxImages = CheckedImages };
        try
        {
            var comparison = await CompareAsync(path, options, parse, images, console, cancellationToken);
            if (comparison.WarningFor(preprocessing) is { } warning)
            {
                console.Error.WriteLine($"warning: {DisplayText.OneLine(warning)}; --preprocessing auto compares them on more images");
            }
        }
        catch (MlNetCnnException exception) when (exception.Code == ErrorCodes.PreprocessingTooFewImages)
        {
            // A preprocessing that cannot be checked is used as specified.
        }

        return backbone;
    }

    private Task<PreprocessingComparison> CompareAsync(
        string path, PreprocessingComparisonOptions options, ParseResult parse, TrainingImages images, CommandConsole console,
        CancellationToken cancellationToken)
    {
        options = options with
        {
            FeatureTensor = parse.GetValue(_featureTensor),
            Seed = images.Reading.Seed,
            Threads = images.Reading.Threads,
            Resize = images.Reading.Resize,
            Decoder = images.Reading.Decoder,
        };
        return ConsoleProgress.RunAsync(
            console, parse.GetValue(GlobalOptions.Quiet), progress =>
                PreprocessingComparison.RunAsync(path, images.Images, options, progress, cancellationToken));
    }

    private async Task<Backbone> OpenAsync(BackboneEntry entry, ParseResult parse, CommandConsole console, CancellationToken cancellationToken)
    {
        if (entry.IsBundled)
        {
            return Backbone.Default;
        }

        var offline = parse.GetValue(_offline);
        var store = new BackboneStore(options: new BackboneStoreOptions { Offline = offline });
        if (!offline && !store.Contains(entry))
        {
            // Written even with --quiet, to explain the network traffic and the new file.
            console.Error.WriteLine(
                $"downloading {entry.Name} ({DisplayText.Bytes(entry.Size)}) into {DisplayText.OneLine(store.Folder)}; use --offline to forbid downloads");
        }

        return await ConsoleProgress.RunAsync(
            console, parse.GetValue(GlobalOptions.Quiet), progress => store.LoadAsync(entry, progress, cancellationToken));
    }

    private static Option<string?> Triple(string name, string description) =>
        new ToolOption<string?>(name) { Description = description, HelpName = "R,G,B", Methods = Methods };

    private static MlNetCnnException Usage(string problem, string? expected = null, string? received = null, string? fix = null) =>
        new(ErrorKind.Usage, ToolErrorCodes.Usage, problem, expected, received, fix);

    private Preprocessing? ReadPreprocessing(ParseResult parse)
    {
        var name = PreprocessingName(parse);
        var mean = parse.GetValue(_mean);
        var std = parse.GetValue(_std);
        var order = parse.GetValue(_channelOrder);
        if (parse.GetValue(_preprocessing) is not null && name is null && (mean ?? std ?? order) is not null)
        {
            throw Usage("the preprocessing is specified twice", expected: PreprocessingHelp, fix: "keep one of the two");
        }

        if (name is not null)
        {
            return mean is null && std is null && order is null
                ? Preprocessing.Parse(name)
                : throw Usage("the preprocessing is specified twice", expected: PreprocessingHelp, fix: "keep one of the two");
        }

        if (mean is null && std is null && order is null)
        {
            return null;
        }

        if (mean is null || std is null)
        {
            throw Usage("--mean and --std must be used together", expected: PreprocessingHelp, fix: "specify both; a std of 1,1,1 leaves the scale unchanged");
        }

        return Preprocessing.Parse($"mean={mean};std={std};order={order ?? "rgb"}");
    }
}

/// <summary>Names from the catalog as they are written on a command line.</summary>
internal static class BackboneNames
{
    /// <summary>Returns the matching entries, each once, in the order of the names.</summary>
    /// <param name="names">Names, or patterns with <c>*</c> and <c>?</c>.</param>
    /// <exception cref="MlNetCnnException">A name or pattern matches nothing; the message suggests names.</exception>
    public static IReadOnlyList<BackboneEntry> Resolve(IEnumerable<string> names) => [.. names.SelectMany(Resolve).Distinct()];

    /// <summary>Returns the entries that match a pattern; a text without <c>*</c> and <c>?</c> matches all names that start with it.</summary>
    /// <exception cref="MlNetCnnException">There are none; the message suggests names.</exception>
    public static IReadOnlyList<BackboneEntry> Search(string pattern) =>
        BackboneCatalog.Default.Find(pattern) is { Count: > 0 } found ? found : [BackboneCatalog.Default.Get(pattern)];

    private static IReadOnlyList<BackboneEntry> Resolve(string name) =>
        name.AsSpan().ContainsAny('*', '?') ? Search(name) : [BackboneCatalog.Default.Get(name)];
}
