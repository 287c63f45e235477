using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>explain</c>: draws class activation heat maps.</summary>
internal sealed class ExplainCommand : ToolCommand
{
    private readonly CommandConsole _console;
    private readonly Option<string> _model = CommonOptions.Model();
    private readonly Argument<string[]> _images = new("IMAGE") { Description = "Image files.", Arity = ArgumentArity.OneOrMore };

    private readonly Option<string?> _class = new("--class")
    {
        Description = "Class to explain, instead of the predicted one.",
        HelpName = "NAME",
    };

    private readonly Option<string> _method = new("--method")
    {
        Description = "Grad-CAM, which needs libtorch, or class activation mapping; auto is gradcam where libtorch loads.",
        HelpName = "auto|gradcam|activation",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string> _output = CommonOptions.ImageOutput();

    /// <summary>Creates the command.</summary>
    public ExplainCommand(CommandConsole console)
        : base(
            "explain",
            "Draws heat maps of the image regions that support the predicted class.",
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
        var png = sheet.ToPng($"Regions that support the class, according to {network.Name}");
        AtomicFile.Write(output, stream => stream.Write(png));
        _console.WriteLine($"Image: {DisplayText.OneLine(output)}");
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
            progress?.Report(new TrainingProgress("explain", i + 1, images.Length, "images"));
            _console.WriteLine(
                $"{DisplayText.OneLine(image)}: {DisplayText.OneLine(heat.PredictedLabel)} {DisplayText.Percent(heat.PredictedProbability)}"
                + (heat.ClassName == heat.PredictedLabel ? "" : $", {DisplayText.OneLine(heat.ClassName)} {DisplayText.Percent(heat.Probability)}")
                + $" ({heat.Method})");
        }

        return images.Length;
    }
}
