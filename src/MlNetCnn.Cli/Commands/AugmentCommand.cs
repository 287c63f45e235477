using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>augment</c>: what augmentation makes of photos, as a picture.</summary>
internal sealed class AugmentCommand : ToolCommand
{
    private const string Auto = "auto";
    private const int MaxImages = 200;
    private const int MaxVariants = 50;
    private static readonly AugmentationPreviewOptions Default = new();

    private readonly CommandConsole _console;

    private readonly Option<string> _data = new("--data")
    {
        Description = "The photos: a folder with a folder per class, or a .csv or .tsv with paths and labels. The part that is trained on is shown.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string> _augment = new("--augment")
    {
        Description = "The augmentation: none, light, standard, strong, or words such as crop=0.5..1,flip,rotate=15,brightness=0.2. "
            + "auto shows standard, of which train leaves out what changes labels on these photos.",
        HelpName = "auto|none|light|standard|strong|SPEC",
        DefaultValueFactory = _ => Auto,
    };

    private readonly Option<int> _count = Number("--count", "How many photos to show, of all classes in turn.", 4, 1, MaxImages);
    private readonly Option<int> _variants = Number("--cached-augmentations", "How many variants of each.", Default.Variants, 1, MaxVariants);
    private readonly Option<int> _size = Number("--size", "Height and width of the network's input, in pixels.", Default.Width, 8, 1024);

    private readonly Option<string> _resize = CommonOptions.Choice(
        "--resize", "How a photo becomes the network's square: crop its middle, pad it with black bars, or squash it.", Default.Resize);

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Decides every random choice: the same seed and photos give the same picture.",
        HelpName = "N",
        DefaultValueFactory = _ => Default.Seed,
    };

    private readonly Option<string> _output = CommonOptions.DecodedImage();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public AugmentCommand(CommandConsole console)
        : base(
            "augment",
            "Draws photos and what augmentation makes of them, with the drawn parameters under each variant.",
            "--data photos --output sheet.png",
            "--data photos --augment strong,rotate=30 --count 6 --cached-augmentations 8 --size 160 --output sheet.png")
    {
        _console = console;
        Add(_data);
        Add(_augment);
        Add(_count);
        Add(_variants);
        Add(_size);
        Add(_resize);
        Add(_seed);
        Add(_output);
        _columns.AddTo(this);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public override (string Heading, IReadOnlyList<string> Lines)? Section => ("Words of an augmentation", Augmentation.SpecParameters);

    private Task<int> Run(ParseResult parse, CancellationToken cancellationToken)
    {
        var output = parse.GetRequiredValue(_output);
        OutputFile.CheckExtension(output, _output.Name, ".png");
        var spec = parse.GetRequiredValue(_augment);
        var augmentation = spec.Equals(Auto, StringComparison.OrdinalIgnoreCase) ? Augmentation.Standard : Augmentation.Parse(spec);
        var data = parse.GetRequiredValue(_data);
        var files = new CommandFiles().ReadsClasses(data).Writes(output).Check();
        var size = parse.GetValue(_size);
        var options = new AugmentationPreviewOptions
        {
            Width = size,
            Height = size,
            Variants = parse.GetValue(_variants),
            Seed = parse.GetValue(_seed),
            Resize = parse.Chosen<ResizeMode>(_resize),
        };
        var listing = _columns.Open(parse, data, _console);
        files.Check(listing);
        var images = PreviewedImages.Choose(listing, parse.GetValue(_count), options.Seed);
        var examples = AugmentationPreview.Render(images, augmentation, options, cancellationToken);
        var errors = examples.Select(example => example.Error).OfType<ImageError>().ToList();
        RejectedFiles.Write(_console.Output, errors, all: true);
        AugmentedExample[] usable = [.. examples.Where(example => example.Error is null)];
        if (usable.Length == 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNoImages, "none of the chosen photos can be used", received: DisplayText.Count(errors.Count, "unusable file"),
                fix: $"see what is wrong with them: '{ConsoleTool.Name} datasets audit'");
        }

        var png = AugmentationSheet.Render(
            $"Augmentation {augmentation.ToString().Replace(",", ", ", StringComparison.Ordinal)}; seed {options.Seed}", usable, size, size);
        AtomicFile.Write(output, stream => stream.Write(png));
        _console.WriteLine($"Augmentation: {augmentation}");
        _console.WriteLine($"Picture: {DisplayText.OneLine(output)}");
        return Task.FromResult(ExitCode.Done);
    }

    private static Option<int> Number(string name, string description, int otherwise, int min, int max)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        return CommonOptions.CheckedNumber(option, value => value >= min && value <= max, $"a whole number from {min} to {max}");
    }
}
