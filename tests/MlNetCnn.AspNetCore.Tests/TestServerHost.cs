using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlNetCnn.AspNetCore.Tests;
using MlNetCnn.Hosting;
using Xunit;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>A small model, for all tests of the assembly, and the same model without a server.</summary>
public sealed class ServerFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ServerFixture()
    {
        Model = File("flowers.zip");
        TinyClassifiers.Create(seed: 1).Save(Model);
        Offline = ImageClassifier.Load(Model, new ImageClassifierOptions
        {
            Decoder = ImageDecoderOptions.Default with { MaxPixels = new HostedModelOptions().MaxImagePixels },
        });
        Photo = System.IO.File.ReadAllBytes(TestPictures.Write(File("photo.jpg"), 120, 90, SkiaSharp.SKEncodedImageFormat.Jpeg));
    }

    /// <summary>The model file: 5 classes.</summary>
    public string Model { get; }

    /// <summary>Scores what the server should.</summary>
    public ImageClassifier Offline { get; }

    /// <summary>A JPEG of a few kilobytes.</summary>
    public byte[] Photo { get; }

    /// <summary>The path of a temporary file that is deleted after the tests.</summary>
    public string File(string name) => _folder.File(name);

    public void Dispose()
    {
        Offline.Dispose();
        _folder.Dispose();
    }
}

/// <summary>An application on Kestrel, at a free port of this machine.</summary>
internal sealed class TestServerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestLog _log;

    private TestServerHost(WebApplication app, TestLog log)
    {
        (_app, _log) = (app, log);
        Address = new Uri(app.Urls.Single());
        Client = NewClient();
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public IImageClassifierPool Pool => Services.GetRequiredService<IImageClassifierPool>();

    /// <summary>What was logged so far, with the full text of exceptions.</summary>
    public IReadOnlyList<LogLine> Log => [.. _log.Lines];

    /// <summary>Starts an application.</summary>
    /// <param name="services">Adds its services.</param>
    /// <param name="map">Adds its middleware and endpoints.</param>
    /// <param name="server">Configures its server, or null.</param>
    public static async Task<TestServerHost> StartAsync(
        Action<IServiceCollection> services, Action<WebApplication> map, Action<IWebHostBuilder>? server = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server?.Invoke(builder.WebHost);
        var log = new TestLog();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        builder.Services.Configure<InferenceOptions>(options => options.DrainDelay = TimeSpan.Zero);
        services(builder.Services);
        var app = builder.Build();
        map(app);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new TestServerHost(app, log);
    }

    /// <summary>A client with its own connections, which does not follow redirects.</summary>
    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        BaseAddress = Address,
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>A bare connection, for what no client sends.</summary>
    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>A logged message.</summary>
internal sealed record LogLine(LogLevel Level, string Category, string Text);

/// <summary>Keeps what is logged.</summary>
internal sealed class TestLog : ILoggerProvider
{
    public ConcurrentQueue<LogLine> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Lines.Enqueue(new LogLine(logLevel, category, $"{formatter(state, exception)} {exception}"));
    }
}
