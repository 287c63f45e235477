using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace MlNetCnn.Hosting.Tests;

public sealed class RegistrationTests : IAsyncDisposable
{
    private readonly HostedApplication _application = new();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void AddImageClassifier_InvalidName_IsRejected(string name) =>
        Assert.Throws<ArgumentException>("name", () => new ServiceCollection().AddImageClassifier(name, _ => { }));

    [Fact]
    public void AddImageClassifier_SameNameTwice_IsRejected()
    {
        var services = new ServiceCollection().AddImageClassifier("a", _ => { }).AddImageClassifier("A", _ => { }).AddImageClassifier(_ => { });
        Assert.Throws<ArgumentException>("name", () => services.AddImageClassifier("a", _ => { }));
        Assert.Throws<ArgumentException>("name", () => services.AddImageClassifier(_ => { }));
    }

    [Fact]
    public async Task Injection_KeyedUnnamedAndPool_GiveTheSameClassifiers()
    {
        var classifier = await _application.StartAsync(
            services: services => services.AddImageClassifier(options => options.FromFile(_application.B)).AddSingleton<Consumer>());
        var host = _application.Build(services: services => services.AddImageClassifier(options => options.FromFile(_application.B)).AddSingleton<Consumer>());
        await host.StartAsync(HostedApplication.Token);
        var pool = host.Services.GetRequiredService<IImageClassifierPool>();
        var consumer = host.Services.GetRequiredService<Consumer>();
        Assert.Equal("tiny", classifier.Name);
        Assert.Equal(["", "tiny"], pool.Classifiers.Select(added => added.Name));
        Assert.Same(pool.Get("tiny"), consumer.Tiny);
        Assert.Same(pool.Get(), consumer.Unnamed);
        Assert.False(pool.TryGet("other", out _));
        Assert.Contains("'tiny'", Assert.Throws<KeyNotFoundException>(() => pool.Get("other")).Message);
    }

    [Fact]
    public async Task AddImageClassifiers_Section_BindsModelsAndOptions()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["MlNetCnn:Threads"] = "2",
            ["MlNetCnn:RequestTimeout"] = "00:00:07",
            ["MlNetCnn:DrainDelay"] = "00:00:00",
            ["MlNetCnn:Models:flowers:Path"] = _application.A,
            ["MlNetCnn:Models:flowers:QueueCapacity"] = "3",
            ["MlNetCnn:Models:signs:Path"] = _application.B,
            ["MlNetCnn:Models:signs:WatchForChanges"] = "true",
        });
        builder.Services.AddImageClassifiers(builder.Configuration.GetSection("MlNetCnn"));
        using var host = builder.Build();
        await host.StartAsync(HostedApplication.Token);
        var pool = host.Services.GetRequiredService<IImageClassifierPool>();
        Assert.Equal(["flowers", "signs"], pool.Classifiers.Select(added => added.Name));
        Assert.Equal((3, false), (pool.Get("flowers").Options.QueueCapacity, pool.Get("flowers").Options.WatchForChanges));
        Assert.True(pool.Get("signs").Options.WatchForChanges);
        Assert.Equal(TimeSpan.FromSeconds(7), host.Services.GetRequiredService<IOptions<InferenceOptions>>().Value.RequestTimeout);
        var prediction = await pool.Get("signs").PredictAsync(_application.Image, HostedApplication.Token);
        Assert.Equal(_application.Scores(_application.B), prediction.Prediction.Scores);
        await host.StopAsync(HostedApplication.Token);
    }

    [Fact]
    public async Task Start_ValueOutOfRange_IsRejected()
    {
        var host = _application.Build(options => options.Views = 11);
        var exception = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => host.StartAsync(HostedApplication.Token));
        Assert.Contains("Views", exception.Message);
        Assert.Contains("Threads", Assert.Throws<OptionsValidationException>(() => _application.Build(common: common => common.Threads = -1)).Message);
    }

    [Fact]
    public async Task Start_MissingFile_FailsWithTheFix()
    {
        var host = _application.Build(options => options.FromFile(_application.Folder.File("none.zip")));
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => host.StartAsync(HostedApplication.Token));
        Assert.Equal((ErrorKind.Model, ErrorCodes.ModelNotFound), (exception.Kind, exception.Code));
    }

    [Fact]
    public async Task Start_NoPath_FailsWithTheFix()
    {
        var host = _application.Build(options => options.Path = null);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => host.StartAsync(HostedApplication.Token));
        Assert.Equal(HostingErrorCodes.ModelPathMissing, exception.Code);
        Assert.Contains("FromFile", exception.Fix);
    }

    [Fact]
    public async Task Start_ImagesLargerThanTheQueue_FailsWithTheFix()
    {
        var host = _application.Build(options => options.MaxImageBytes = 2000, common => common.MaxQueuedBytes = 1000);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => host.StartAsync(HostedApplication.Token));
        Assert.Equal(ErrorCodes.OptionOutOfRange, exception.Code);
    }

    [Fact]
    public async Task Start_MoreMemoryThanAllowed_FailsWithTheFigures()
    {
        var host = _application.Build(common: common => common.MemoryLimit = 500_000_000);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => host.StartAsync(HostedApplication.Token));
        Assert.Equal(HostingErrorCodes.MemoryLimit, exception.Code);
        Assert.Contains("waiting images 269", exception.Received);
        await _application.StartAsync(options => options.MaxImagePixels = 1_000_000, common =>
        {
            common.MemoryLimit = 500_000_000;
            common.MaxQueuedBytes = 100_000_000;
        });
    }

    [Fact]
    public void ShutdownTimeout_CoversDrainAndRequests()
    {
        var host = _application.Build(common: common =>
        {
            common.DrainDelay = TimeSpan.FromSeconds(20);
            common.RequestTimeout = TimeSpan.FromSeconds(40);
        });
        Assert.Equal(TimeSpan.FromSeconds(60), host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    private sealed class Consumer([FromKeyedServices("tiny")] IHostedClassifier tiny, IHostedClassifier unnamed)
    {
        public IHostedClassifier Tiny => tiny;

        public IHostedClassifier Unnamed => unnamed;
    }
}
