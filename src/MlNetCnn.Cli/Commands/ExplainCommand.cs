using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>explain</c>: which places of a photo speak for its class, as a picture.</summary>
internal sealed class ExplainCommand : ToolCommand
{
    private readonly CommandConsole _console;
    private readonly Option<string> _model = CommonOptions.Model();
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "The photos.", Arity = ArgumentArity.OneOrMore };

    private readonly Option<string?> _class = new("--class")
    {
        Description = "Show what speaks for this class, in place of the one that is predicted.",
        HelpName = "NAME",
    };

    private readonly Option<string> _method = new("--method")
    {
        Description = "gradcam follows gradients and needs libtorch; activation does without: it takes the weights of the network's last layer, or "
            + "leaves out one feature map after the other; auto is gradcam where libtorch loads, else activation. For most networks both give the same.",
        HelpName = "auto|gradcam|activation",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string> _output = CommonOptions.DecodedImage();

    /// <summary>Creates the command.</summary>
    public ExplainCommand(CommandConsole console)
        : base(
            "explain",
            "Draws which places of a photo speak for the class that a model sees in it.",
            "--model photos.zip one.jpg --output why.png",
            "--model photos.zip one.jpg two.jpg --class roses --output why.png")
    {
        _console = console;
        _method.AcceptOnlyFromAmong([.. Enum.GetNames<ExplanationMethod>().Select(name => name.ToLowerInvariant())]);
        Add(_model);
        Add(_images);
        Add(_class);
        Add(_method);
        Add(_output);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parse, CancellationToken cancellationToken)
    {
        var output = parse.GetRequiredValue(_output);
        OutputFile.CheckExtension(output, _output.Name, ".png");
        var model = parse.GetRequiredValue(_model);
        var images = parse.GetRequiredValue(_images);
        new CommandFiles().Reads(model).Reads(images).Writes(output).Check();
        var network = await ImageNetwork.LoadAsync(model, cancellationToken);
        using var mapper = ClassActivationMethods.Create(
            network, parse.Chosen<ExplanationMethod>(_method), note => _console.Error.WriteLine($"note: {note}"));
        using var sheet = new HeatMapSheet(network);
        await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet) || images.Length == 1,
            progress => Task.Run(() => Explain(mapper, sheet, images, parse.GetValue(_class), progress, cancellationToken), cancellationToken));
        var png = sheet.ToPng($"What speaks for the class, in the eyes of {network.Name}");
        AtomicFile.Write(output, stream => stream.Write(png));
        _console.WriteLine($"Picture: {DisplayText.OneLine(output)}");
        return ExitCode.Done;
    }

    private int Explain(
        IClassActivationMethod mapper, HeatMapSheet sheet, string[] images, string? className, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        foreach (var (i, image) in images.Index())
        {
            var heat = mapper.Explain(image, className, cancellationToken);
            sheet.Add(image, heat);
            progress?.Report(new TrainingProgress("explain", i + 1, images.Length, "photos"));
            _console.WriteLine(
                $"{DisplayText.OneLine(image)}: {DisplayText.OneLine(heat.PredictedLabel)} {DisplayText.Percent(heat.PredictedProbability)}"
                + (heat.ClassName == heat.PredictedLabel ? "" : $", {DisplayText.OneLine(heat.ClassName)} {DisplayText.Percent(heat.Probability)}")
                + $" ({heat.Method})");
        }

        return images.Length;
    }
}
