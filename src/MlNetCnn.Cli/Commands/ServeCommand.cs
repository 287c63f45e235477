using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MlNetCnn.Hosting;

namespace MlNetCnn.Cli;

/// <summary><c>serve</c>: answers requests over HTTP. It starts the program of the server, which has ASP.NET Core; this one has not.</summary>
internal sealed class ServeCommand : ToolCommand
{
    private const string Root = "MlNetCnn";

    private readonly Option<string[]> _models = new("--model")
    {
        Description = "Model file written by mlnetcnn; NAME is that of the file by default. Repeat it for more models.",
        HelpName = "[NAME=]FILE",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int?> _port = CommonOptions.CheckedNumber(
        new ToolOption<int?>("--port") { Description = "Port to listen on; 0 takes any free one.", HelpName = "N", Default = "8080" },
        new RangeAttribute(0, 65535));

    private readonly Option<string?> _host = new ToolOption<string?>("--host")
    {
        Description = "Address to listen on: localhost, an IP address, or * for all; other machines need an API key.",
        HelpName = "ADDRESS",
        Default = "localhost",
    };

    private readonly Option<int?> _metricsPort = CommonOptions.CheckedNumber(
        new ToolOption<int?>("--metrics-port")
        {
            Description = "Port for metrics alone, without a key. Without it, metrics are served only on localhost.",
            HelpName = "N",
            Default = "that of --port",
        },
        new RangeAttribute(0, 65535));

    private readonly Option<string?> _apiKeyFile = new("--api-key-file")
    {
        Description = "Text file with one API key on each line; requests must have one of them.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _allowAnonymous = new("--allow-anonymous") { Description = "Let other machines use the server without an API key." };

    private readonly Option<int?> _queue = CommonOptions.CheckedNumber(
        new ToolOption<int?>("--queue")
        {
            Description = "Images of each model that may wait or be processed; further requests get 503.",
            HelpName = "N",
            Default = "16 for each thread",
        },
        new RangeAttribute(1, 1_000_000));

    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<bool> _watch = new("--watch") { Description = "Load a model again when its file changes." };

    private readonly Option<string?> _memoryLimit = CommonOptions.Size(new ToolOption<string?>("--memory-limit")
    {
        Description = "Do not start if models and images may need more memory than this by calculation, for example 2GB.",
        HelpName = "SIZE",
    });

    private readonly Option<double?> _drainDelay = CommonOptions.CheckedNumber(
        new ToolOption<double?>("--drain-delay")
        {
            Description = "Seconds for which requests are still accepted after SIGTERM or Ctrl+C, so that load balancers can notice.",
            HelpName = "SECONDS",
            Default = "5; 0 at a terminal",
        },
        new RangeAttribute(0.0, 3600.0));

    private readonly Option<string?> _saveRequests = new("--save-requests")
    {
        Description = "Folder in which images that a model is unsure of are saved with their predictions, to be labeled later.",
        HelpName = "DIR",
    };

    private readonly Option<double?> _saveBelow = CommonOptions.CheckedNumber(
        new ToolOption<double?>("--save-below") { Description = "Save images whose highest probability is below this value.", HelpName = "P" },
        new RangeAttribute(0.0, 1.0) { MinimumIsExclusive = true });

    private readonly Option<string?> _saveLimit = CommonOptions.Size(new ToolOption<string?>("--save-limit")
    {
        Description = "Save no more images once the files in the folder have this size, for example 500MB.",
        HelpName = "SIZE",
        Default = "1GB",
    });

    /// <summary>Creates the command.</summary>
    public ServeCommand()
        : base(
            "serve",
            "Serves models over HTTP until it is stopped: POST an image to /classify/NAME. Exit code 0 after SIGTERM or Ctrl+C and the answers to all "
            + "accepted requests; a second signal ends it at once with 143 or 130.",
            "--model flowers.zip",
            "--model flowers.zip --model signs=models/signs-3.zip --watch",
            "--model flowers.zip --host 0.0.0.0 --api-key-file keys.txt --metrics-port 9090",
            "--model flowers.zip --save-requests unsure --save-below 0.6")
    {
        Add(_models);
        Add(_port);
        Add(_host);
        Add(_metricsPort);
        Add(_apiKeyFile);
        Add(_allowAnonymous);
        Add(_queue);
        Add(_threads);
        Add(_watch);
        Add(_memoryLimit);
        Add(_drainDelay);
        Add(_saveRequests);
        Add(_saveBelow);
        Add(_saveLimit);
        SetAction(parse => ServerProcess.Run(Settings(parse)));
    }

    /// <summary>Returns the configuration of the server; only what was specified, so that environment variables set the rest.</summary>
    /// <exception cref="MlNetCnnException">The options are invalid.</exception>
    public IReadOnlyList<string> Settings(ParseResult parse)
    {
        CheckSaving(parse);
        var settings = new List<string>();
        foreach (var (name, path) in Models(parse.GetRequiredValue(_models)))
        {
            Set($"Models:{name}:Path", path);
            Set($"Models:{name}:QueueCapacity", parse.GetValue(_queue));
            Set($"Models:{name}:WatchForChanges", parse.GetValue(_watch) ? true : null);
        }

        Set("Threads", IsSpecified(parse, _threads) ? parse.GetValue(_threads) : null);
        Set("MemoryLimit", parse.GetValue(_memoryLimit) is { } memory ? ByteSize.Parse(memory) : null);
        Set("DrainDelay", parse.GetValue(_drainDelay) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        Set("Server:Port", parse.GetValue(_port));
        Set("Server:Host", parse.GetValue(_host));
        Set("Server:MetricsPort", parse.GetValue(_metricsPort));
        Set("Server:ApiKeyFile", parse.GetValue(_apiKeyFile));
        Set("Server:AllowAnonymous", parse.GetValue(_allowAnonymous) ? true : null);
        Set("Server:Quiet", parse.GetValue(GlobalOptions.Quiet) ? true : null);
        Set("Server:Verbose", parse.GetValue(GlobalOptions.Verbose) ? true : null);
        Set("SaveRequests:Directory", parse.GetValue(_saveRequests));
        Set("SaveRequests:Below", parse.GetValue(_saveBelow));
        Set("SaveRequests:MaxBytes", parse.GetValue(_saveLimit) is { } limit ? ByteSize.Parse(limit) : null);
        return settings;

        void Set(string key, object? value)
        {
            if (value is not null)
            {
                settings.Add(string.Create(CultureInfo.InvariantCulture, $"--{Root}:{key}={value}"));
            }
        }
    }

    private static List<(string Name, string Path)> Models(string[] specified)
    {
        var models = specified.Select(Model).ToList();

        // Configuration, where the names end up, ignores case.
        return models.GroupBy(model => model.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } same
            ? throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "two models have the same name", received: string.Join(", ", same.Select(model => model.Path)),
                fix: $"specify other names, for example --model {same.Key}2={same.Last().Path}")
            : models;
    }

    private static (string Name, string Path) Model(string specified)
    {
        // A path with an equal sign has a separator before it if it is written ./a=b.zip.
        if (specified.IndexOf('=', StringComparison.Ordinal) is > 0 and var equal && ModelNames.IsValid(specified[..equal]) && equal + 1 < specified.Length)
        {
            return (specified[..equal], specified[(equal + 1)..]);
        }

        var name = Path.GetFileNameWithoutExtension(specified);
        return ModelNames.IsValid(name)
            ? (name, specified)
            : throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, $"the name of the file cannot be the name of a model: '{specified}'",
                expected: ModelNames.Expected, fix: "specify a name: --model NAME=FILE");
    }

    private static bool IsSpecified(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    private void CheckSaving(ParseResult parse)
    {
        var saves = parse.GetValue(_saveRequests) is not null;
        if (saves != parse.GetValue(_saveBelow) is not null || (!saves && parse.GetValue(_saveLimit) is not null))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "--save-requests and --save-below go together",
                expected: "both, or neither", fix: "specify both, for example --save-requests unsure --save-below 0.6");
        }
    }
}
