using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>The exact names of the settings of a run in checkpoints: changing one makes every interrupted training impossible to resume.</summary>
public sealed class RunIdentityTests
{
    [Fact]
    public void OfOptions_FineTuning_StaysTheSame()
    {
        var options = new FineTuningOptions { ResizeFactor = 1.5, LearningRate = 0.0005, MonitoredMetric = MonitoredMetric.Loss };
        AssertEqual(
            """
            augment flip
            augmentation function none
            batch-size 16 x 2
            class-balance None
            decoder ImageDecoderOptions { MaxFileBytes = 67108864, MaxSide = 30000, MaxPixels = 89478485, ApplyOrientation = True, Background = 16777215, AllowTruncated = False, DecodeScaled = True }
            ema 0
            epochs 10
            gradient-clip 0
            label-smoothing 0.1
            learning-rate 0.0005
            metric Loss
            mixup and cutmix 0 0 1 0.5
            momentum 0.9
            optimizer AdamW
            patience 8
            precision BFloat16
            resize Crop 1.5
            schedule Cosine 0.1
            seed 1
            weight-decay 0.01
            """,
            RunIdentity.OfOptions(options, 10, new MemoryPlan(16, 2, null), TorchSharp.torch.ScalarType.BFloat16, Augmentation.Parse("flip")));
    }

    [Fact]
    public void OfOptions_FromScratch_StaysTheSame()
    {
        var options = new CnnTrainingOptions { ResizeFactor = 1 };
        AssertEqual(
            """
            augment none
            augmentation function none
            batch-size 32 x 1
            class-balance None
            decoder ImageDecoderOptions { MaxFileBytes = 67108864, MaxSide = 30000, MaxPixels = 89478485, ApplyOrientation = True, Background = 16777215, AllowTruncated = False, DecodeScaled = True }
            ema 0
            epochs 60
            gradient-clip 0
            label-smoothing 0.1
            learning-rate default
            metric Accuracy
            mixup and cutmix 0 0 1 0.5
            momentum 0.9
            optimizer Sgd
            patience 60
            precision Float32
            resize Crop 1
            schedule OneCycle 0.1
            seed 1
            weight-decay 0.0005
            """,
            RunIdentity.OfOptions(options, 60, new MemoryPlan(32, 1, null), null, Augmentation.None));
    }

    [Fact]
    public void Marked_OptionsOfFineTuningAlone_StayTheSame()
    {
        var marked = RunIdentity.Marked(new FineTuningOptions(), typeof(FineTuningOptions));
        Assert.Equal("variants 4, dropout 0", string.Join(", ", marked.Select(pair => $"{pair.Key} {pair.Value}")));
    }

    private static void AssertEqual(string expected, Dictionary<string, string> actual) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', actual.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}")));
}
