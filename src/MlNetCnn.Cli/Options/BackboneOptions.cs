using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Which pretrained network is used, and how its pixels are prepared.</summary>
internal sealed class BackboneOptions
{
    private const string Auto = "auto";

    // Enough to show what costs points, and few enough for a check that nobody asked for: 250 runs of the network, at most 5 s for MobileNetV2.
    private const int CheckedImages = 50;

    private const string PreprocessingHelp =
        "--preprocessing imagenet|inception|caffe|rescale|none, or --mean R,G,B --std R,G,B [--channel-order rgb|bgr] on the 0..255 scale";

    private readonly Option<string[]> _backbone = new("--backbone")
    {
        Description = $"{Backbone.DefaultName}, which comes with the program, another name that 'backbones list' shows, an ONNX file, or the name of one in "
            + "the folder pretrained.",
        HelpName = "NAME|FILE.onnx",
        DefaultValueFactory = _ => [Backbone.DefaultName],
    };

    private readonly Option<bool> _offline = new("--offline")
    {
        Description = "Download nothing: a named backbone that is not here is an error that says what to put where.",
    };

    private readonly Option<string?> _preprocessing = new("--preprocessing")
    {
        Description = "How the ONNX file wants its pixels: imagenet (mean and std), inception (x/127.5-1), caffe (BGR minus means), "
            + "rescale (x/255), none, or auto, the default: whatever of these suits your training photos best. A named backbone knows it.",
        HelpName = "auto|NAME",
    };

    private readonly Option<string?> _mean = Triple("--mean", "Subtracted from red, green and blue, on the 0..255 scale.");
    private readonly Option<string?> _std = Triple("--std", "What red, green and blue are then divided by, on the 0..255 scale.");

    private readonly Option<string?> _channelOrder = new("--channel-order")
    {
        Description = "The order of the channels that the ONNX file wants, with --mean and --std: rgb (the default) or bgr.",
        HelpName = "rgb|bgr",
    };

    private readonly Option<string?> _featuresAt = new("--feature-tensor")
    {
        Description = "The tensor that holds the features, where the network's head is not found by itself.",
        HelpName = "TENSOR",
    };

    /// <summary>Creates the options.</summary>
    /// <param name="several">Whether several backbones may be named; one preprocessing then goes for all files.</param>
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
        command.Add(_featuresAt);
    }

    /// <summary>The file that <c>--backbone</c> means: its path, or the name of a network in the folder <c>pretrained</c>.</summary>
    /// <param name="backbone">What was given.</param>
    /// <returns>The path, or null where a name of the catalog is meant.</returns>
    public static string? FindFile(string backbone)
    {
        var pretrained = Path.Combine("pretrained", $"{backbone}.onnx");
        return BackboneCatalog.Default.Names.Contains(backbone, StringComparer.OrdinalIgnoreCase) ? null
            : File.Exists(backbone) ? backbone
            : File.Exists(pretrained) ? pretrained
            : null;
    }

    /// <summary>The name given with <c>--preprocessing</c>, or null for none and for <c>auto</c>.</summary>
    public string? PreprocessingName(ParseResult parse) =>
        parse.GetValue(_preprocessing) is { } name && !name.Equals(Auto, StringComparison.OrdinalIgnoreCase) ? name : null;

    /// <summary>Refuses the options, but for <c>--preprocessing</c>, for a method that has no use for them.</summary>
    public void RefuseFor(ParseResult parse, string method) =>
        TrainingMethod.Refuse(parse, method, [_backbone, _offline, _mean, _std, _channelOrder, _featuresAt]);

    /// <summary>The files among the backbones that were named.</summary>
    public IEnumerable<string> Files(ParseResult parse) => parse.GetRequiredValue(_backbone).Where(File.Exists);

    /// <summary>Whether any of the options was given.</summary>
    public bool IsGiven(ParseResult parse) =>
        new Option[] { _backbone, _offline, _preprocessing, _mean, _std, _channelOrder, _featuresAt }
            .Any(option => parse.GetResult(option) is { Implicit: false });

    /// <summary>Opens the backbone that was asked for; a named one that is not here is downloaded, and that is said.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="images">Where preprocessing is found by trying, or a stated one is checked; null where there are no labeled photos.</param>
    /// <param name="console">Where a download, a choice and notes are told of.</param>
    /// <param name="cancellationToken">Stops a download or a comparison.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, the download fails, or the file is no usable network.</exception>
    public Task<Backbone> ReadAsync(ParseResult parse, TrainingImages? images, CommandConsole console, CancellationToken cancellationToken) =>
        ReadAsync(parse.GetRequiredValue(_backbone)[0], parse, images, console, cancellationToken);

    /// <summary>Opens every backbone that was asked for; named ones that are not here are downloaded, and that is said.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="images">Where preprocessing is found by trying, or a stated one is checked.</param>
    /// <param name="console">Where a download, a choice and notes are told of.</param>
    /// <param name="cancellationToken">Stops a download or a comparison.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, the download fails, or a file is no usable network.</exception>
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
        var featureTensor = parse.GetValue(_featuresAt);
        if (FindFile(backbone) is not { } file)
        {
            var entry = BackboneCatalog.Default.Get(backbone);
            return preprocessing is null && featureTensor is null
                ? await OpenAsync(entry, parse, console, cancellationToken)
                : throw Usage(
                    $"the backbone '{entry.Name}' knows its preprocessing and its features", received: "options that state them",
                    fix: "leave out --preprocessing, --mean, --std, --channel-order and --feature-tensor, or give the path of the ONNX file");
        }

        backbone = file;
        var opened = preprocessing is not null ? await OpenCheckedAsync(backbone, preprocessing, parse, images, console, cancellationToken)
            : images is not null ? await FindAsync(backbone, parse, images, console, cancellationToken)
            : PreprocessingComparison.FindKnown(backbone) is { } known ? Backbone.FromFile(backbone, known, featureTensor)
            : throw Usage(
                $"'{backbone}' does not say how it wants its pixels prepared, and it cannot be found without labeled photos",
                expected: PreprocessingHelp, received: null,
                fix: $"see which one '{ConsoleTool.Name} train --data PHOTOS --backbone {ConsoleTool.Quote(backbone)}' finds on labeled photos, or look it "
                    + "up where the file comes from: PyTorch networks mostly want imagenet, TensorFlow ones inception, Caffe ones caffe");
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
                    $"  {figures.Name,-9} log-loss {figures.LogLoss:F3}, {figures.Behind:F3} ± {figures.StandardError:F3} behind the least")
                    + (figures.Entropy is { } entropy ? FormattableString.Invariant($"; entropy of its own classifier {entropy:F2}") : ""));
            }
        }

        return comparison.OpenBackbone();
    }

    private async Task<Backbone> OpenCheckedAsync(
        string path, Preprocessing preprocessing, ParseResult parse, TrainingImages? images, CommandConsole console, CancellationToken cancellationToken)
    {
        var backbone = Backbone.FromFile(path, preprocessing, parse.GetValue(_featuresAt));
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
                console.Error.WriteLine($"warning: {DisplayText.OneLine(warning)}; --preprocessing auto compares them on more photos");
            }
        }
        catch (MlNetCnnException exception) when (exception.Code == ErrorCodes.PreprocessingTooFewImages)
        {
            // What cannot be checked is believed.
        }

        return backbone;
    }

    private Task<PreprocessingComparison> CompareAsync(
        string path, PreprocessingComparisonOptions options, ParseResult parse, TrainingImages images, CommandConsole console,
        CancellationToken cancellationToken)
    {
        options = options with
        {
            FeatureTensor = parse.GetValue(_featuresAt),
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
            // Said even with --quiet: nobody is to wonder where the traffic or the file comes from.
            console.Error.WriteLine(
                $"downloading {entry.Name} ({DisplayText.Bytes(entry.Size)}) into {DisplayText.OneLine(store.Folder)}; --offline forbids it");
        }

        return await ConsoleProgress.RunAsync(
            console, parse.GetValue(GlobalOptions.Quiet), progress => store.LoadAsync(entry, progress, cancellationToken));
    }

    private static Option<string?> Triple(string name, string description) => new(name) { Description = description, HelpName = "R,G,B" };

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
            throw Usage("preprocessing is stated twice", expected: PreprocessingHelp, fix: "keep one of the two");
        }

        if (name is not null)
        {
            return mean is null && std is null && order is null
                ? Preprocessing.Parse(name)
                : throw Usage("preprocessing is stated twice", expected: PreprocessingHelp, fix: "keep one of the two");
        }

        if (mean is null && std is null && order is null)
        {
            return null;
        }

        if (mean is null || std is null)
        {
            throw Usage("--mean and --std belong together", expected: PreprocessingHelp, fix: "give both; a std of 1,1,1 divides by nothing");
        }

        return Preprocessing.Parse($"mean={mean};std={std};order={order ?? "rgb"}");
    }
}

/// <summary>Names of the catalogue as they are written on a command line.</summary>
internal static class BackboneNames
{
    /// <summary>The entries that are meant, each once, in the order in which they are named.</summary>
    /// <param name="names">Names, or patterns with <c>*</c> and <c>?</c>.</param>
    /// <exception cref="MlNetCnnException">A name or pattern means nothing; the message proposes names.</exception>
    public static IReadOnlyList<BackboneEntry> Resolve(IEnumerable<string> names) => [.. names.SelectMany(Resolve).Distinct()];

    /// <summary>The entries that a pattern means; a text without <c>*</c> and <c>?</c> means all names that begin with it.</summary>
    /// <exception cref="MlNetCnnException">There is none; the message proposes names.</exception>
    public static IReadOnlyList<BackboneEntry> Search(string pattern) =>
        BackboneCatalog.Default.Find(pattern) is { Count: > 0 } found ? found : [BackboneCatalog.Default.Get(pattern)];

    private static IReadOnlyList<BackboneEntry> Resolve(string name) =>
        name.AsSpan().ContainsAny('*', '?') ? Search(name) : [BackboneCatalog.Default.Get(name)];
}
