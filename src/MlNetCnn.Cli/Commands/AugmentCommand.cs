using System.CommandLine;
using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Cli;

/// <summary><c>augment</c>: draws augmented images.</summary>
internal sealed class AugmentCommand : ToolCommand
{
    private const string Auto = "auto";
    private const int MaxImages = 200;
    private const int MaxVariants = 50;
    private static readonly AugmentationPreviewOptions Default = new();

    private readonly CommandConsole _console;

    private readonly Option<string> _data = new("--data")
    {
        Description = "Folder of class folders, or a .csv or .tsv; images of the training split are shown.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string> _augment = new ToolOption<string>("--augment")
    {
        Description = "Augmentation; auto shows standard.",
        HelpName = "SPEC",
        Range = "auto, none, light, standard, strong or a list such as crop=0.5..1,flip,rotate=15",
        DefaultValueFactory = _ => Auto,
    };

    private readonly Option<int> _count = Number("--count", "Images to show, taken from all classes in turn.", 4, 1, MaxImages);
    private readonly Option<int> _variants = Number("--cached-augmentations", "Augmented copies per image.", Default.Variants, 1, MaxVariants);
    private readonly Option<int> _size = Number("--size", "Width and height of the network's input, in pixels.", Default.Width, 8, 1024);

    private readonly Option<string> _resize = CommonOptions.Choice(
        "--resize", "How images are fitted to the square input: crop the center, pad with black, or squash.", Default.Resize);

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Random seed; the same seed, images and options give the same output.",
        HelpName = "N",
        DefaultValueFactory = _ => Default.Seed,
    };

    private readonly Option<string> _output = CommonOptions.ImageOutput();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public AugmentCommand(CommandConsole console)
        : base(
            "augment",
            "Draws images with augmented copies and the sampled parameters.",
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
    public override (string Heading, IReadOnlyList<string> Lines)? Section => ("Operations of an augmentation", Augmentation.SpecParameters);

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
                ErrorKind.Data, ErrorCodes.DataNoImages, "none of the chosen images can be used", received: DisplayText.Count(errors.Count, "unusable file"),
                fix: $"see what is wrong with them: '{ConsoleTool.Name} datasets audit'");
        }

        var png = AugmentationSheet.Render(
            $"Augmentation {augmentation.ToString().Replace(",", ", ", StringComparison.Ordinal)}; seed {options.Seed}", usable, size, size);
        AtomicFile.Write(output, stream => stream.Write(png));
        _console.WriteLine($"Augmentation: {augmentation}");
        _console.WriteLine($"Image: {DisplayText.OneLine(output)}");
        return Task.FromResult(ExitCode.Done);
    }

    private static Option<int> Number(string name, string description, int otherwise, int min, int max)
    {
        var option = new ToolOption<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        return CommonOptions.CheckedNumber(option, new RangeAttribute(min, max));
    }
}
