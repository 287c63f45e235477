using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MlNetCnn.Hosting.Tests;

public sealed class ReloadTests : IAsyncDisposable
{
    private readonly HostedApplication _application = new();

    public static bool IsUnix => !OperatingSystem.IsWindows();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Theory]
    [InlineData("rename")]
    [InlineData("in place")]
    [InlineData("delete and create")]
    [InlineData("half-written")]
    public async Task ChangedFile_IsLoaded(string way)
    {
        var classifier = await _application.StartAsync(options => options.WatchForChanges = true);
        var bytes = File.ReadAllBytes(_application.B);
        switch (way)
        {
            case "rename":
                File.WriteAllBytes(_application.Folder.File("next"), bytes);
                File.Move(_application.Folder.File("next"), _application.Model, overwrite: true);
                break;
            case "in place":
                File.WriteAllBytes(_application.Model, bytes);
                break;
            case "delete and create":
                File.Delete(_application.Model);
                await Task.Delay(100, HostedApplication.Token);
                Assert.Equal("1", classifier.Model!.Version);
                File.WriteAllBytes(_application.Model, bytes);
                break;
            case "half-written":
                File.WriteAllBytes(_application.Model, bytes[..(bytes.Length / 2)]);
                await HostedApplication.UntilAsync(() => classifier.LoadError is not null, "the half is rejected");
                Assert.Equal("1", classifier.Model!.Version);
                using (var file = File.Open(_application.Model, FileMode.Append))
                {
                    file.Write(bytes.AsSpan(bytes.Length / 2));
                }

                break;
        }

        await LoadedAsync(classifier, _application.B);
    }

    [Fact]
    public async Task OtherContentOfTheSameLengthAndTime_IsLoaded()
    {
        var (path, other) = (_application.A, _application.Save("other.onnx", 2));
        Assert.Equal(new FileInfo(path).Length, new FileInfo(other).Length);
        var classifier = await _application.StartAsync(options => options.FromFile(path, watchForChanges: true));
        var time = File.GetLastWriteTimeUtc(path);
        using (var file = File.Open(path, FileMode.Open))
        {
            file.Write(File.ReadAllBytes(other));
            file.Flush();
            File.SetLastWriteTimeUtc(file.SafeFileHandle, time);
        }

        await LoadedAsync(classifier, other);
    }

    [Fact(SkipUnless = nameof(IsUnix), Skip = "links need rights on Windows")]
    public async Task ConfigMapLayout_SwitchedLink_IsLoaded()
    {
        // As Kubernetes does: the file is a link to ..data/model, and ..data a link to a folder, replaced as a whole.
        var root = _application.Folder.Root;
        foreach (var (folder, source) in new[] { ("..1", _application.A), ("..2", _application.B) })
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
            File.Copy(source, Path.Combine(root, folder, "model"));
        }

        var path = Path.Combine(root, "model");
        Directory.CreateSymbolicLink(Path.Combine(root, "..data"), "..1");
        File.CreateSymbolicLink(path, Path.Combine("..data", "model"));
        var classifier = await _application.StartAsync(options => options.FromFile(path, watchForChanges: true));
        Assert.Equal(_application.Scores(_application.A), await ScoresAsync(classifier));
        Directory.CreateSymbolicLink(Path.Combine(root, "..data_tmp"), "..2");
        using (var rename = Process.Start("mv", ["-T", Path.Combine(root, "..data_tmp"), Path.Combine(root, "..data")]))
        {
            await rename.WaitForExitAsync(HostedApplication.Token);
        }

        await LoadedAsync(classifier, _application.B);
    }

    [Fact(SkipUnless = nameof(IsUnix), Skip = "links need rights on Windows")]
    public async Task SymbolicLink_TargetRewritten_IsLoaded()
    {
        var link = _application.Folder.File("link.zip");
        File.CreateSymbolicLink(link, _application.Model);
        var classifier = await _application.StartAsync(options => options.FromFile(link, watchForChanges: true));
        File.Copy(_application.B, _application.Model, overwrite: true);
        await LoadedAsync(classifier, _application.B);
    }

    [Fact]
    public async Task BrokenFile_KeepsTheModelUntilAValidOneAppears()
    {
        var host = _application.Build(options => options.WatchForChanges = true);
        await host.StartAsync(HostedApplication.Token);
        var classifier = host.Services.GetRequiredKeyedService<IHostedClassifier>("tiny");
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
        File.WriteAllText(_application.Model, "no model");
        await HostedApplication.UntilAsync(() => classifier.LoadError is not null, "the file is rejected");
        Assert.Equal(_application.Scores(_application.A), await ScoresAsync(classifier));
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(host));

        // Not tried again until the file changes.
        var error = classifier.LoadError;
        await Task.Delay(200, HostedApplication.Token);
        Assert.Same(error, classifier.LoadError);
        File.Copy(_application.B, _application.Model, overwrite: true);
        await LoadedAsync(classifier, _application.B);
        Assert.Null(classifier.LoadError);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
    }

    [Fact]
    public async Task OptionalModel_AppearsLater_IsLoaded()
    {
        var path = _application.Folder.File("later.zip");
        var host = _application.Build(options =>
        {
            options.FromFile(path, watchForChanges: true);
            options.Optional = true;
        });
        await host.StartAsync(HostedApplication.Token);
        var classifier = host.Services.GetRequiredKeyedService<IHostedClassifier>("tiny");
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(host));
        Assert.Equal(
            RejectionReason.NotLoaded,
            (await Assert.ThrowsAsync<InferenceRejectedException>(() => classifier.PredictAsync(_application.Image, HostedApplication.Token))).Reason);
        File.Copy(_application.B, path);
        await LoadedAsync(classifier, _application.B);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
    }

    [Fact]
    public async Task OtherClasses_AreRejectedUnlessAllowed()
    {
        var other = _application.Save("other.zip", 3, ["bee", "ant", "cat", "dog", "élan"]);
        var classifier = await _application.StartAsync();
        File.Copy(other, _application.Model, overwrite: true);
        var result = await classifier.ReloadAsync(HostedApplication.Token);
        Assert.Equal((ReloadOutcome.Failed, "1"), (result.Outcome, result.Model!.Version));
        Assert.Equal(HostingErrorCodes.ModelClassesChanged, Assert.IsType<MlNetCnnException>(result.Error).Code);
        Assert.Equal(_application.Scores(_application.A), await ScoresAsync(classifier));

        File.Copy(_application.A, _application.Model, overwrite: true);
        classifier = await _application.StartAsync(options =>
        {
            options.FromFile(_application.A);
            options.AllowClassChange = true;
        });
        TinyClassifiers.Create(3, classNames: ["bee", "ant", "cat", "dog", "élan"]).SaveOnnx(_application.A);
        Assert.Equal(ReloadOutcome.Replaced, (await classifier.ReloadAsync(HostedApplication.Token)).Outcome);
        Assert.Equal("bee", classifier.Model!.Card.ClassNames[0]);
    }

    [Fact]
    public async Task ReloadAsync_SameContent_IsUnchanged()
    {
        var classifier = await _application.StartAsync();
        var before = classifier.Model;
        File.SetLastWriteTimeUtc(_application.Model, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(ReloadOutcome.Unchanged, (await classifier.ReloadAsync(HostedApplication.Token)).Outcome);
        Assert.Same(before, classifier.Model);
    }

    [Theory]
    [InlineData(ReloadPolicy.LoadFirst)]
    [InlineData(ReloadPolicy.ReplaceFirst)]
    public async Task Reload_UnderLoad_EachAnswerIsThatOfTheModelItNames(ReloadPolicy policy)
    {
        var classifier = await _application.StartAsync(common: common => common.ReloadPolicy = policy);
        var scores = new[] { _application.A, _application.B }.Select(_application.Scores).ToArray();
        Assert.NotEqual(scores[0], scores[1]);
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var answered = 0;
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var answer = await classifier.PredictAsync(_application.Image, HostedApplication.Token);
                    Assert.Equal(scores[(int.Parse(answer.Model.Version) + 1) % 2], answer.Prediction.Scores);
                    answered++;
                }
                catch (InferenceRejectedException exception) when (policy == ReloadPolicy.ReplaceFirst && exception.Reason == RejectionReason.NotLoaded)
                {
                    await Task.Yield();
                }
            }

            return answered;
        })).ToArray();
        for (var i = 0; i < 20; i++)
        {
            File.Copy(i % 2 == 0 ? _application.B : _application.A, _application.Model, overwrite: true);
            var result = await classifier.ReloadAsync(HostedApplication.Token);
            Assert.Equal((ReloadOutcome.Replaced, $"{i + 2}"), (result.Outcome, result.Model!.Version));
        }

        await stop.CancelAsync();
        Assert.True((await Task.WhenAll(load)).Sum() > 0);
    }

    [Fact]
    public async Task Changed_IsRaisedAndAFailingHandlerHarmsNobody()
    {
        var classifier = await _application.StartAsync();
        HostedModelChangedEventArgs? seen = null;
        classifier.Changed += (_, change) => seen = change;
        classifier.Changed += (_, _) => throw new InvalidOperationException("the handler");
        File.Copy(_application.B, _application.Model, overwrite: true);
        Assert.Equal(ReloadOutcome.Replaced, (await classifier.ReloadAsync(HostedApplication.Token)).Outcome);
        Assert.Equal(("1", "2"), (seen!.Previous!.Version, seen.Current.Version));
    }

    [Fact]
    public async Task ConfigurationChange_LoadsTheOtherFile()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var source = new Dictionary<string, string?> { ["MlNetCnn:Models:tiny:Path"] = _application.A, ["MlNetCnn:DrainDelay"] = "00:00:00" };
        builder.Configuration.AddInMemoryCollection(source);
        builder.Services.AddImageClassifiers(builder.Configuration.GetSection("MlNetCnn"));
        using var host = builder.Build();
        await host.StartAsync(HostedApplication.Token);
        var classifier = host.Services.GetRequiredKeyedService<IHostedClassifier>("tiny");
        builder.Configuration["MlNetCnn:Models:tiny:Path"] = _application.B;
        ((IConfigurationRoot)builder.Configuration).Reload();
        await LoadedAsync(classifier, _application.B);
        await host.StopAsync(HostedApplication.Token);
    }

    private async Task<float[]> ScoresAsync(IHostedClassifier classifier) =>
        [.. (await classifier.PredictAsync(_application.Image, HostedApplication.Token)).Prediction.Scores];

    private async Task LoadedAsync(IHostedClassifier classifier, string model)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)));
        await HostedApplication.UntilAsync(() => classifier.Model?.Sha256 == sha256, "the model is loaded");
        Assert.Equal(_application.Scores(model), await ScoresAsync(classifier));
    }

    private static async Task<HealthStatus> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(HostedApplication.Token)).Status;
}
