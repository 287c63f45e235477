using System.Diagnostics;
using Microsoft.ML;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>A path that a model is saved to holds the old or the new model, even if saving fails.</summary>
public sealed class SavingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => _folder.File("m.zip");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Save_DiskFullAtAnyPoint_KeepsTheOldModelAndLeavesNothing()
    {
        // The package has a few thousand bytes, so the steps are finer than disk blocks of 4096.
        const int Step = 128;
        TinyClassifiers.Create(seed: 1).Save(Model);
        var old = File.ReadAllBytes(Model);
        var other = TinyClassifiers.Create(seed: 2);
        var (chain, schema) = ScoringPipeline.Build(new MLContext(1), other.Graph, other.Card, fromImages: false);
        other.Save(_folder.File("other.zip"));
        var size = new FileInfo(_folder.File("other.zip")).Length;
        File.Delete(_folder.File("other.zip"));
        Assert.True(size > 4096);

        for (long room = 0; room < size; room += Step)
        {
            var exception = Assert.Throws<MlNetCnnException>(() => ModelPackage.Save(chain, schema, Model, file => new FullDisk(file, room)));
            Assert.Equal((ErrorKind.Environment, "OUTPUT_NOT_WRITABLE"), (exception.Kind, exception.Code));
            Assert.Equal(old, File.ReadAllBytes(Model));
            Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
        }

        ModelPackage.Save(chain, schema, Model, file => new FullDisk(file, size));
        Assert.NotEqual(old, File.ReadAllBytes(Model));
    }

    [Fact]
    public void Save_OverAModelThatIsOpen_LeavesItsReaderTheOldOne()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows refuses to replace a file that is open; the save then fails and the old file stays");
        var image = TinyClassifiers.WriteImage(_folder.File("p.png"));
        TinyClassifiers.Create(seed: 1).Save(Model);
        var old = File.ReadAllBytes(Model);
        using var reader = File.OpenRead(Model);
        using var server = ImageClassifier.Load(Model);
        var before = server.Predict(image).Scores;

        TinyClassifiers.Create(seed: 2).Save(Model);

        using var read = new MemoryStream();
        reader.CopyTo(read);
        Assert.Equal(old, read.ToArray());
        Assert.Equal(before, server.Predict(image).Scores);
        using var next = ImageClassifier.Load(Model);
        Assert.NotEqual(before, next.Predict(image).Scores);
    }

    [Fact]
    [Trait("Category", "Process")]
    public Task Save_KilledAtAFewPoints_LeavesTheOldOrTheNewModel() => KillAsync(times: 3);

    [Fact]
    [Trait("Category", "Long")]
    public Task Save_KilledAtFiftyPoints_LeavesTheOldOrTheNewModel() => KillAsync(times: 50);

    /// <summary>The work of the processes that are killed; not a test by itself.</summary>
    [Fact(Explicit = true)]
    public void Child()
    {
        var path = Environment.GetEnvironmentVariable("MODEL")!;
        TrainedClassifier[] models = [TinyClassifiers.Create(seed: 1), TinyClassifiers.Create(seed: 2)];
        var chains = models.Select(model => ScoringPipeline.Build(new MLContext(1), model.Graph, model.Card, fromImages: false)).ToArray();
        var clock = Stopwatch.StartNew();
        for (var i = 0; clock.Elapsed < TimeSpan.FromMinutes(1); i++)
        {
            var (chain, schema) = chains[i % 2];
            ModelPackage.Save(chain, schema, path);
            File.WriteAllText(path + ".started", "");
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task KillAsync(int times)
    {
        var whole = new[] { 1, 2 }.Select(seed =>
        {
            TinyClassifiers.Create(seed).Save(Model);
            return File.ReadAllBytes(Model);
        }).ToArray();
        var random = new Random(times);
        for (var i = 0; i < times; i++)
        {
            File.Delete(Model + ".started");
            using (var process = StartChild())
            {
                while (!File.Exists(Model + ".started"))
                {
                    Assert.False(process.HasExited, "the process ended before it was killed");
                    await Task.Delay(5, Token);
                }

                // Spins, because a timer would always fire in the same step of saving.
                var delay = TimeSpan.FromMicroseconds(random.Next(20_000));
                for (var clock = Stopwatch.StartNew(); clock.Elapsed < delay;)
                {
                }

                // On Unix this is SIGKILL: no code of the process runs after it.
                process.Kill();
                await process.WaitForExitAsync(Token);
            }

            var bytes = File.ReadAllBytes(Model);
            Assert.True(whole.Any(model => model.AsSpan().SequenceEqual(bytes)), $"neither the old nor the new model after kill {i}");
            var orphans = Directory.GetFiles(_folder.Root, "*.tmp");
            Assert.InRange(orphans.Length, 0, 1);
            Array.ForEach(orphans, File.Delete);
        }
    }

    private Process StartChild()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "MlNetCnn.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program, ["-explicit", "only", "-method", $"{typeof(SavingTests).FullName}.{nameof(Child)}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["MODEL"] = Model;
        return Process.Start(start)!;
    }
}
