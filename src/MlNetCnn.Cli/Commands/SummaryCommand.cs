using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;

namespace MlNetCnn.Cli;

/// <summary><c>summary</c>: lists the layers of a network, or the available architectures.</summary>
internal sealed class SummaryCommand : ToolCommand
{
    private const int MinClasses = 2;
    private const int MaxClasses = 100_000;

    private readonly CommandConsole _console;

    private readonly Option<string?> _network = new("--architecture")
    {
        Description = "Architecture by name; without it and --backbone, the names are listed.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _backbone = new("--backbone")
    {
        Description = "Pretrained network: a name from 'backbones list' or an ONNX file.",
        HelpName = "NAME|FILE.onnx",
    };

    private readonly Option<bool> _list = new("--list") { Description = "List the available architectures." };

    private readonly Option<double?> _width = CommonOptions.CheckedNumber(
        new ToolOption<double?>("--width") { Description = "Factor for the number of filters in every layer.", HelpName = "X", Default = "1" },
        new RangeAttribute(CnnNetwork.MinWidth, CnnNetwork.MaxWidth));

    private readonly Option<int?> _depth = CommonOptions.CheckedNumber(
        new ToolOption<int?>("--depth") { Description = "Number of blocks (simple-cnn) or hidden layers (mlp).", HelpName = "N" },
        new RangeAttribute(1, CnnNetwork.MaxDepth));

    private readonly Option<int?> _classes = CommonOptions.CheckedNumber(
        new ToolOption<int?>("--classes")
        {
            Description = "Number of classes; a backbone keeps its own classifier by default.",
            HelpName = "N",
            Default = "as published, 10 for small images, else 1000",
        },
        new RangeAttribute(MinClasses, MaxClasses));

    private readonly Option<int?> _inputSize = CommonOptions.CheckedNumber(
        new ToolOption<int?>("--input-size") { Description = "Width and height of the network's input, in pixels.", HelpName = "N", Default = "as published" },
        new RangeAttribute(1, ImageNetwork.MaxInputSize));

    private readonly Option<bool> _grayscale = new("--grayscale") { Description = "Grayscale input (one channel)." };

    private readonly Option<bool> _offline = new("--offline")
    {
        Description = "Forbid downloads; the error about a missing backbone says which file to put where.",
    };

    private readonly Option<string> _format = CommonOptions.Choice("--format", "Output format; json has all figures.", ListFormat.Table);

    /// <summary>Creates the command.</summary>
    public SummaryCommand(CommandConsole console)
        : base(
            "summary",
            "Lists the layers of a network: filters, output shapes, parameters, multiply-adds and receptive fields.",
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

    // Names the option that does not apply, so that the figures are not taken for those of another network.
    private void CheckChoice(ParseResult parse)
    {
        var hasNetwork = parse.GetValue(_network) is not null;
        var hasBackbone = parse.GetValue(_backbone) is not null;
        Option[] forNetworks = [_width, _depth, _grayscale];
        Option[] forAny = [.. forNetworks, _classes, _inputSize];
        string? error = hasNetwork && hasBackbone ? "--architecture and --backbone cannot be combined"
            : parse.GetValue(_list) && (hasNetwork || hasBackbone) ? "--list cannot be combined with --architecture or --backbone"
            : hasBackbone && Given(forNetworks) is { } changed ? $"{changed} applies to --architecture only; a backbone cannot be resized"
            : !hasNetwork && !hasBackbone && Given(forAny) is { } lonely ? $"{lonely} requires --architecture or --backbone"
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
