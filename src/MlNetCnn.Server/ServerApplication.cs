using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;
using MlNetCnn.Cli;
using MlNetCnn.Hosting;

namespace MlNetCnn.Server;

/// <summary>The web application: its configuration, its services and its routes.</summary>
internal sealed class ServerApplication : IAsyncDisposable
{
    /// <summary>The file of settings in the folder of the program; optional.</summary>
    public const string SettingsFile = "appsettings.json";

    private const string Section = "MlNetCnn";
    private const string SaveSection = "SaveRequests";
    private const int MaxHeaderBytes = 16 * 1024;

    private readonly WebApplication _application;
    private readonly ServerOptions _options;
    private readonly IReadOnlyList<IPEndPoint> _endPoints;
    private readonly IReadOnlyList<IPEndPoint> _metricsEndPoints;

    private ServerApplication(
        WebApplication application, ServerOptions options, IReadOnlyList<IPEndPoint> endPoints, IReadOnlyList<IPEndPoint> metricsEndPoints)
    {
        _application = application;
        _options = options;
        _endPoints = endPoints;
        _metricsEndPoints = metricsEndPoints;
    }

    /// <summary>The services.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>Reads the configuration: defaults, then <see cref="SettingsFile"/>, the environment and the command line.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="options">The options of the server.</param>
    /// <exception cref="MlNetCnnException">The options are invalid.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args, out ServerOptions options)
    {
        // Settings of another application in the current folder do not apply, and a page for developers would show exceptions to clients.
        // Files are not watched: watchers are few on some systems, and nothing here changes while it runs.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        options = builder.Configuration.GetSection($"{Section}:Server").Get<ServerOptions>() ?? new ServerOptions();
        options.Validate();
        if (!builder.Configuration.GetSection($"{Section}:Models").GetChildren().Any())
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "there is no model to serve", expected: "at least one model", fix: "specify one: --model FILE");
        }

        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults(options) });
        return builder;
    }

    /// <summary>Builds the application, and binds its ports.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">The options.</param>
    /// <param name="sockets">Binds the ports.</param>
    /// <exception cref="MlNetCnnException">A port cannot be bound.</exception>
    public static ServerApplication Build(WebApplicationBuilder builder, ServerOptions options, ServerSockets sockets)
    {
        var endPoints = sockets.Bind(options.Addresses, options.Port);
        var metricsEndPoints = options.MetricsPort is { } port ? sockets.Bind(options.Addresses, port) : [];
        AddServer(builder, endPoints, metricsEndPoints, sockets);
        AddLogging(builder, options);
        AddServices(builder, options);
        Telemetry.Add(builder.Services, builder.Configuration);
        var application = builder.Build();
        Map(application, options);
        return new ServerApplication(application, options, endPoints, metricsEndPoints);
    }

    /// <summary>Loads the models and listens.</summary>
    public Task StartAsync() => _application.StartAsync();

    /// <summary>Prints where it listens and what it serves.</summary>
    /// <param name="writer">Standard output.</param>
    public void Report(TextWriter writer)
    {
        if (_options.Quiet)
        {
            return;
        }

        try
        {
            StartReport.Write(
                writer, _options, Services.GetRequiredService<IImageClassifierPool>(), _endPoints[0].Port,
                _metricsEndPoints.Count > 0 ? _metricsEndPoints[0].Port : null, SaveFolder(_application.Configuration));
        }
        catch (IOException)
        {
            // No one reads it.
        }
    }

    /// <summary>Waits until it was stopped and has answered what it had accepted.</summary>
    public Task WaitAsync() => _application.WaitForShutdownAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static Dictionary<string, string?> Defaults(ServerOptions options)
    {
        var defaults = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = options.Quiet ? "Warning" : options.Verbose ? "Debug" : "Information",
            ["Logging:LogLevel:Microsoft"] = "Warning",
            ["Logging:LogLevel:System"] = "Warning",

            // Why it does not start is written as an error, without a stack trace.
            ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",

            // Health endpoints answer probes; a server that stops is no failure.
            ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
            ["Logging:Console:FormatterName"] = PlainConsoleFormatter.FormatterName,
            ["Logging:Console:LogToStandardErrorThreshold"] = "Trace",
        };
        if (options.IsLoopback)
        {
            // Web pages reach services of this machine under names that their owners let point here.
            defaults["AllowedHosts"] = string.Join(';', ["localhost", "127.0.0.1", "[::1]", .. options.Addresses.Select(Bracketed)]);
        }

        if (!Console.IsInputRedirected && !Console.IsOutputRedirected)
        {
            // No load balancer has to notice; someone waits at the terminal.
            defaults[$"{Section}:{nameof(InferenceOptions.DrainDelay)}"] = "00:00:00";
        }

        return defaults;
    }

    private static string Bracketed(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private static string? SaveFolder(IConfiguration configuration) => configuration[$"{Section}:{SaveSection}:{nameof(RequestSaverOptions.Directory)}"];

    private static void AddServer(
        WebApplicationBuilder builder, IReadOnlyList<IPEndPoint> endPoints, IReadOnlyList<IPEndPoint> metricsEndPoints, ServerSockets sockets)
    {
        // Addresses come from the options alone, which are checked; those of ASP.NET Core could open the server to other machines.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "")
            .UseSetting(WebHostDefaults.HttpPortsKey, "").UseSetting(WebHostDefaults.HttpsPortsKey, "");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Configure();
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            foreach (var endPoint in endPoints)
            {
                kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
            }

            foreach (var endPoint in metricsEndPoints)
            {
                kestrel.Listen(endPoint, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    listen.Use(next => connection =>
                    {
                        connection.Features.Set(MetricsListener.Instance);
                        return next(connection);
                    });
                });
            }
        });
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = sockets.Take);
    }

    private static void AddLogging(WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Logging.AddConsoleFormatter<PlainConsoleFormatter, ConsoleFormatterOptions>();

        // The builder has chosen another one, in code.
        builder.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName = builder.Configuration["Logging:Console:FormatterName"]);
    }

    private static void AddServices(WebApplicationBuilder builder, ServerOptions options)
    {
        var section = builder.Configuration.GetSection(Section);
        builder.Services.AddImageClassifiers(section);
        builder.Services.AddOpenApi(api => api.AddDocumentTransformer((document, _, _) =>
        {
            (document.Info.Title, document.Info.Version) = ("MlNetCnn", StartReport.Version);
            return Task.CompletedTask;
        }));
        builder.Services.AddProblemDetails();
        if (SaveFolder(builder.Configuration) is { Length: > 0 })
        {
            builder.Services.AddRequestSaver(section.GetSection(SaveSection).Bind);
        }

        if (options.HasMetrics)
        {
            builder.Services.AddImageClassifierMetrics();
        }

        if (options.RequiresKey)
        {
            builder.Services.AddAuthentication().AddImageClassifierApiKey(keys => keys.KeyFile = options.ApiKeyFile);
            builder.Services.AddAuthorization();
        }
    }

    private static void Map(WebApplication application, ServerOptions options)
    {
        if (options.MetricsPort is not null)
        {
            application.Use(MetricsListener.SeparateAsync);
        }

        application.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A body that is too large, too slow or cut off is the client's error.
            StatusCodeSelector = exception => exception is Microsoft.AspNetCore.Http.BadHttpRequestException { StatusCode: var status }
                ? status
                : StatusCodes.Status500InternalServerError,
        });
        application.UseStatusCodePages(WriteStatusAsync);
        if (options.RequiresKey)
        {
            // Here, or the builder would put them before the separation of the ports.
            application.UseAuthentication();
            application.UseAuthorization();
        }

        application.MapImageClassifierHealth();
        IEndpointConventionBuilder[] closed = [application.MapImageClassifier(), application.MapOpenInferenceRest(), application.MapOpenApi()];
        if (options.HasMetrics)
        {
            var metrics = application.MapImageClassifierMetrics(MetricsListener.Path);
            closed = options.MetricsPort is null ? [.. closed, metrics] : closed;
        }

        if (options.RequiresKey)
        {
            Array.ForEach(closed, endpoints => endpoints.RequireAuthorization());
        }
    }

    // What no endpoint answers: other paths and methods. The Open Inference Protocol has an error form of its own.
    private static Task WriteStatusAsync(StatusCodeContext context)
    {
        var (http, status) = (context.HttpContext, context.HttpContext.Response.StatusCode);
        return http.Request.Path.StartsWithSegments("/v2", StringComparison.OrdinalIgnoreCase)
            ? http.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error"] = ReasonPhrases.GetReasonPhrase(status) })
            : Results.Problem(statusCode: status).ExecuteAsync(http);
    }
}

/// <summary>Marks connections to the port for metrics, which serves metrics and health alone; the other port serves everything else.</summary>
internal sealed class MetricsListener
{
    /// <summary>The path of the metrics.</summary>
    public const string Path = "/metrics";

    /// <summary>The mark.</summary>
    public static readonly MetricsListener Instance = new();

    /// <summary>Answers 404 to a request that came to the other port.</summary>
    public static Task SeparateAsync(HttpContext context, RequestDelegate next)
    {
        var isMetricsPort = context.Features.Get<MetricsListener>() is not null;
        var path = context.Request.Path;
        if (path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) == isMetricsPort
            || path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
