using System.CommandLine;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary><c>summary</c>: the layers of a network in figures, or the networks that are known by name.</summary>
internal sealed class SummaryCommand : ToolCommand
{
    private const int MinClasses = 2;
    private const int MaxClasses = 100_000;

    private readonly CommandConsole _console;

    private readonly Option<string?> _network = new("--architecture")
    {
        Description = "A network by name, as it would be trained from scratch; without it and --backbone the names are listed.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _backbone = new("--backbone")
    {
        Description = "A pretrained network: a name that 'backbones list' shows, or an ONNX file.",
        HelpName = "NAME|FILE.onnx",
    };

    private readonly Option<bool> _list = new("--list") { Description = "List the networks that are known by name." };

    private readonly Option<double?> _width = CommonOptions.CheckedNumber(
        new Option<double?>("--width") { Description = "A factor for the filters and units of every layer of the network; 1 where left out.", HelpName = "X" },
        value => value is null or (>= CnnNetwork.MinWidth and <= CnnNetwork.MaxWidth),
        FormattableString.Invariant($"a number from {CnnNetwork.MinWidth} to {CnnNetwork.MaxWidth}"));

    private readonly Option<int?> _depth = CommonOptions.CheckedNumber(
        new Option<int?>("--depth") { Description = "The blocks of simple-cnn or the hidden layers of mlp.", HelpName = "N" },
        value => value is null or (>= 1 and <= CnnNetwork.MaxDepth), $"a whole number from 1 to {CnnNetwork.MaxDepth}");

    private readonly Option<int?> _classes = CommonOptions.CheckedNumber(
        new Option<int?>("--classes")
        {
            Description = "How many classes are told apart. Where left out, as published: 10 for networks for small photos, else 1000; "
                + "a backbone keeps its own classifier.",
            HelpName = "N",
        },
        value => value is null or (>= MinClasses and <= MaxClasses), $"a whole number from {MinClasses} to {MaxClasses}");

    private readonly Option<int?> _inputSize = CommonOptions.CheckedNumber(
        new Option<int?>("--input-size") { Description = "Height and width of the photos in pixels; where left out, the network's own.", HelpName = "N" },
        value => value is null or (>= 1 and <= ImageNetwork.MaxInputSize), $"a whole number from 1 to {ImageNetwork.MaxInputSize}");

    private readonly Option<bool> _grayscale = new("--grayscale") { Description = "The network sees grey photos: one channel in place of three." };

    private readonly Option<bool> _offline = new("--offline")
    {
        Description = "Download nothing: a named backbone that is not here is an error that says what to put where.",
    };

    private readonly Option<string> _format = CommonOptions.Choice("--format", "table, or json with all figures.", ListFormat.Table);

    /// <summary>Creates the command.</summary>
    public SummaryCommand(CommandConsole console)
        : base(
            "summary",
            "Shows a network layer by layer: filters, what each layer gives, parameters, multiply-adds and receptive field.",
            "", "--architecture resnet20", "--architecture simple-cnn --depth 3 --width 0.5 --input-size 64 --classes 5",
            $"--backbone {Backbone.DefaultName} --format json")
    {
        _console = console;
        Option[] options = [_network, _backbone, _list, _width, _depth, _classes, _inputSize, _grayscale, _offline, _format];
        foreach (var option in options)
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var json = parse.Chosen<ListFormat>(_format) == ListFormat.Json;
        CheckChoice(parse);
        if (parse.GetValue(_backbone) is { } backbone)
        {
            var summary = await BackboneFigures.ReadAsync(
                _console, backbone, parse.GetValue(_classes), parse.GetValue(_inputSize), parse.GetValue(_offline), parse.GetValue(GlobalOptions.Quiet),
                cancellationToken);
            Write(new SummaryReport(Path.GetFileName(backbone), summary), parse, json);
        }
        else if (parse.GetValue(_network) is { } name)
        {
            Write(Build(CnnNetworks.Get(name), parse), parse, json);
        }
        else if (json)
        {
            NetworkList.WriteJson(_console);
        }
        else
        {
            NetworkList.WriteTable(_console);
        }

        return ExitCode.Done;
    }

    private SummaryReport Build(CnnNetwork network, ParseResult parse)
    {
        var size = parse.GetValue(_inputSize) ?? network.InputSize;
        var classes = parse.GetValue(_classes) ?? NetworkList.PublishedClasses(network);
        var (width, depth, isGrey) = (parse.GetValue(_width), parse.GetValue(_depth), parse.GetValue(_grayscale));
        var net = network.With(width ?? 1, depth).Build(new CnnBuilder(classes, size, size, isGrey ? 1 : 3));
        var form = FormattableString.Invariant($"{(width is null ? "" : $" --width {width}")}{(depth is null ? "" : $" --depth {depth}")}")
            + $"{(isGrey ? " --grayscale" : "")} --input-size {size}";
        return new SummaryReport(network.Name, NetworkSummary.Of(net)) { Network = network, Classes = classes, Form = form };
    }

    private void Write(SummaryReport report, ParseResult parse, bool json)
    {
        if (json)
        {
            report.WriteJson(_console);
        }
        else
        {
            report.WriteTable(_console, parse.GetValue(GlobalOptions.Verbose));
        }
    }

    // What is left out is said by name, so that nobody takes figures for those of another network.
    private void CheckChoice(ParseResult parse)
    {
        var hasNetwork = parse.GetValue(_network) is not null;
        var hasBackbone = parse.GetValue(_backbone) is not null;
        Option[] forNetworks = [_width, _depth, _grayscale];
        Option[] forAny = [.. forNetworks, _classes, _inputSize];
        string? error = hasNetwork && hasBackbone ? "--architecture and --backbone name two networks"
            : parse.GetValue(_list) && (hasNetwork || hasBackbone) ? "--list lists every network, and one is named"
            : hasBackbone && Given(forNetworks) is { } changed ? $"{changed} changes a network that is built, and a backbone is what it is"
            : !hasNetwork && !hasBackbone && Given(forAny) is { } lonely ? $"{lonely} is given without a network"
            : null;
        if (error is not null)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, error, expected: "--architecture NAME, or --backbone NAME|FILE.onnx, or neither for a list",
                fix: "leave one of them out");
        }

        string? Given(Option[] options) => options.FirstOrDefault(option => parse.GetResult(option) is { Implicit: false })?.Name;
    }
}
