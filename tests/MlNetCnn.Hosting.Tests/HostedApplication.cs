using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Hosting.Tests;

/// <summary>A host with one classifier "tiny", the files of two models, and an image.</summary>
internal sealed class HostedApplication : IAsyncDisposable
{
    private static readonly Lazy<byte[]> _slowImage = new(CreateSlowImage);

    private readonly List<IHost> _hosts = [];

    public HostedApplication()
    {
        A = Save("a.onnx", 1);
        B = Save("b.zip", 2);
        Model = Folder.File("tiny.zip");
        TinyClassifiers.Create(1).Save(Model);
        Image = File.ReadAllBytes(TinyClassifiers.WriteImage(Folder.File("image.png")));
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public TemporaryFolder Folder { get; } = new();

    /// <summary>The file of the hosted model, at first with the network of <see cref="A"/>.</summary>
    public string Model { get; }

    public string A { get; }

    public string B { get; }

    public byte[] Image { get; }

    /// <summary>Saves a model whose scores depend on the seed.</summary>
    public string Save(string name, int seed, IReadOnlyList<string>? classNames = null)
    {
        var path = Folder.File(name);
        var model = TinyClassifiers.Create(seed, classNames: classNames);
        if (path.EndsWith(".onnx", StringComparison.Ordinal))
        {
            model.SaveOnnx(path);
        }
        else
        {
            model.Save(path);
        }

        return path;
    }

    /// <summary>The scores of the image by a model, without hosting.</summary>
    public float[] Scores(string model)
    {
        using var classifier = ImageClassifier.Load(model, new ImageClassifierOptions { Threads = 1 });
        return [.. classifier.Predict(Image).Scores];
    }

    /// <summary>An image whose decoding takes a thread about a tenth of a second.</summary>
    public static byte[] SlowImage => _slowImage.Value;

    /// <summary>Builds a host.</summary>
    public IHost Build(Action<HostedModelOptions>? configure = null, Action<InferenceOptions>? common = null, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddImageClassifier("tiny", options =>
        {
            options.FromFile(Model);
            configure?.Invoke(options);
        });
        builder.Services.Configure<InferenceOptions>(options =>
        {
            options.Threads = 1;
            options.DrainDelay = TimeSpan.Zero;
            options.PollInterval = TimeSpan.FromMilliseconds(20);
            common?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        var host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    /// <summary>Starts a host, and returns its classifier "tiny".</summary>
    public async Task<IHostedClassifier> StartAsync(
        Action<HostedModelOptions>? configure = null, Action<InferenceOptions>? common = null, Action<IServiceCollection>? services = null)
    {
        var host = Build(configure, common, services);
        await host.StartAsync(Token);
        return host.Services.GetRequiredKeyedService<IHostedClassifier>("tiny");
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeHostsAsync();
        Folder.Dispose();
    }

    /// <summary>Stops the hosts.</summary>
    public async Task DisposeHostsAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(Token);
            host.Dispose();
        }

        _hosts.Clear();
    }

    /// <summary>Waits until something is true.</summary>
    public static async Task UntilAsync(Func<bool> isTrue, string what)
    {
        for (var i = 0; !isTrue(); i++)
        {
            Assert.True(i < 3000, $"not within 30 seconds: {what}");
            await Task.Delay(10, Token);
        }
    }

    private static byte[] CreateSlowImage()
    {
        using var bitmap = new SKBitmap(4000, 4000);
        bitmap.Erase(SKColors.SeaGreen);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
