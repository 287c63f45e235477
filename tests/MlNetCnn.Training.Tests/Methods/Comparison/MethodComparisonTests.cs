using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class MethodComparisonTests
{
    private static readonly CnnTrainingOptions Scratch = new()
    {
        InputSize = ShapeSet.Size, Epochs = 2, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32, Threads = 2,
    };

    private static readonly FineTuningOptions Tuned = new()
    {
        Unfreeze = LayerRange.LastStages(1), Epochs = 2, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32, Threads = 2,
    };

    [Fact]
    public async Task Run_ThreeCandidates_MeasuresEachOnTheSameImages()
    {
        using var set = new ShapeSet(16);
        var saved = new List<string>();
        var options = new ComparisonOptions
        {
            Seeds = 2,
            ImagesPerClass = [6, null],
            Save = (run, model) =>
            {
                saved.Add(run.Candidate);
                Assert.Equal(run.Accuracy, model.TestReport!.Accuracy);
                return 77;
            },
        };
        var runs = await Compare(set, options);

        Assert.Equal(3 * 2 * 2, runs.Count);
        Assert.Equal(runs.Select(run => run.Candidate), saved);
        Assert.All(runs.GroupBy(run => (run.Seed, run.ImagesPerClass)), group => Assert.Single(group.Select(run => run.Images).Distinct()));
        Assert.Equal(4, runs.Select(run => run.Images).Distinct().Count());
        Assert.All(runs.Where(run => run.ImagesPerClass == 6), run => Assert.InRange(run.TrainCount, 10, 12));
        Assert.All(runs, run => Assert.True(run.MillisecondsPerImage > 0 && run.TrainingSeconds > 0 && run.PackageBytes == 77));
        Assert.All(runs, run => Assert.Equal(0.5, run.MajorityClassFraction, 0.1));
        Assert.Equal(["features", "finetune", "scratch"], runs.Take(3).Select(run => run.Method));
        Assert.Equal((0, 2, 2), (runs[0].Epochs, runs[1].Epochs, runs[2].Epochs));

        var rows = ComparisonRow.Gather(runs);
        Assert.Equal(6, rows.Count);
        var first = rows[0];
        double[] accuracies = [.. runs.Where(run => run.Candidate == first.Candidate && run.ImagesPerClass == 6).Select(run => run.Accuracy)];
        Assert.Equal(accuracies.Average(), first.Accuracy, 1e-12);
        Assert.Equal(Math.Abs(accuracies[0] - accuracies[1]) / Math.Sqrt(2), first.AccuracyStandardDeviation, 1e-12);
        Assert.Equal(12.706 * Math.Abs(accuracies[0] - accuracies[1]) / 2, first.AccuracyMargin, 1e-9);
        Assert.All(rows.Where(row => row.Runs[0].Method == "scratch"), row => Assert.NotNull(row.SecondsToReachScratch));
    }

    [Fact]
    public async Task Run_SomeAreDone_RunsOnlyTheRest()
    {
        using var set = new ShapeSet(16);
        var runs = await Compare(set, new ComparisonOptions());
        var begun = new List<string>();
        var again = await Compare(set, new ComparisonOptions { Done = [runs[0], runs[2]], Starting = (candidate, _, _) => begun.Add(candidate.Method) });
        Assert.Equal(["finetune"], begun);
        Assert.Equal(runs.Select(run => run.Accuracy), again.Select(run => run.Accuracy));
        Assert.Same(runs[0], again[0]);

        // A backbone of the same name with other weights or preprocessing is another backbone.
        begun.Clear();
        await Compare(set, new ComparisonOptions
        {
            Done = [.. runs.Select(run => run with { NetworkFingerprint = run.Method == "features" ? "another" : run.NetworkFingerprint })],
            Starting = (candidate, _, _) => begun.Add(candidate.Method),
        });
        Assert.Equal(["features"], begun);

        // For other images, no training is done yet.
        begun.Clear();
        await Compare(set, new ComparisonOptions { Seed = 2, Done = runs, Starting = (candidate, _, _) => begun.Add(candidate.Method) });
        Assert.Equal(3, begun.Count);
    }

    [Fact]
    public void Gather_SecondsToReach_TakesTheFirstPointThatIsAsGood()
    {
        var scratch = Run("s", "scratch", [new(10, 0.4), new(20, 0.6), new(30, 0.5)]);
        var tuned = Run("t", "finetune", [new(5, 0.5), new(8, 0.6), new(9, 0.7)]);
        var weak = Run("w", "features", [new(3, 0.59)]);
        var rows = ComparisonRow.Gather([scratch, tuned, weak]);
        Assert.Equal([20.0, 8, null], rows.Select(row => row.SecondsToReachScratch));
        Assert.Null(ComparisonRow.Gather([tuned])[0].SecondsToReachScratch);
    }

    [Fact]
    public void Take_FewerImages_PicksThatManyOfEachClassAndKeepsTheTest()
    {
        using var set = new ShapeSet(20, classCount: 3);
        var split = set.Split();
        var small = TrainingSubset.Take(split, 5, seed: 3);
        var picked = small.Train.Concat(small.Validation).ToList();
        Assert.All(picked.GroupBy(image => image.Label), group => Assert.Equal(5, group.Count()));
        Assert.Equal(picked.Count, picked.Select(image => image.Path).Distinct().Count());
        Assert.Empty(picked.Select(image => image.Path).Intersect(split.Test.Select(image => image.Path)));
        Assert.Equal(split.Test, small.Test);
        Assert.Equal(small.Fingerprint, TrainingSubset.Take(split, 5, seed: 3).Fingerprint);
        Assert.NotEqual(small.Fingerprint, TrainingSubset.Take(split, 5, seed: 4).Fingerprint);

        // A larger subset of the same seed contains the smaller one, so that the columns of a table differ by what was added.
        var larger = TrainingSubset.Take(split, 8, seed: 3);
        Assert.Subset(larger.Train.Concat(larger.Validation).Select(image => image.Path).ToHashSet(), picked.Select(image => image.Path).ToHashSet());
    }

    [Fact]
    public async Task Run_OutOfRangeOrWithoutCandidates_IsRefused()
    {
        using var set = new ShapeSet(4);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Compare(set, new ComparisonOptions { Seeds = 0, ImagesPerClass = [1] }));
        Assert.Equal("OPTION_OUT_OF_RANGE", exception.Code);
        Assert.Contains("ImagesPerClass at least one number, each at least 2", exception.Message);
        Assert.Equal("COMPARE_WAYS", Assert.Throws<MlNetCnnException>(() => new MethodComparison([])).Code);
        Assert.Equal("COMPARE_WAYS", Assert.Throws<MlNetCnnException>(
            () => new MethodComparison([TrainingCandidate.Features(set.Backbone), TrainingCandidate.Features(set.Backbone)])).Code);
    }

    private static ComparedRun Run(string candidate, string method, LearningPoint[] curve) => new()
    {
        Candidate = candidate, Method = method, Network = "n", Seed = 1, ImagesPerClass = null, Images = "x", TestCount = 10, Accuracy = 0.5, Curve = curve,
    };

    private static Task<IReadOnlyList<ComparedRun>> Compare(ShapeSet set, ComparisonOptions options) => new MethodComparison(
    [
        TrainingCandidate.Features(set.Backbone),
        TrainingCandidate.FineTuning(set.Backbone, Tuned),
        TrainingCandidate.FromScratch(net => net.Conv2D(8).BatchNorm().ReLU().GlobalAveragePool().Dense(net.ClassCount), "tiny", Scratch),
    ]).RunAsync(ImageDataset.FromFolder(set.Photos), options, null, TestContext.Current.CancellationToken);
}
