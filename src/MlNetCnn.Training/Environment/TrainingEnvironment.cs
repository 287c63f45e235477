using TorchSharp;

namespace MlNetCnn.Training;

/// <summary>Whether fine-tuning and training from scratch can run on this machine, and how.</summary>
public static class TrainingEnvironment
{
    /// <summary>libtorch: whether it loads and computes, and in which precision training does.</summary>
    public const string LibTorch = "libtorch";

    /// <summary>How convolutions are computed on this processor: where libtorch's are wrong, in another way.</summary>
    public const string Convolutions = "convolutions";

    /// <summary>Whether libtorch finds a graphics card; training runs without one too.</summary>
    public const string GraphicsCard = "graphics card";

    /// <summary>Looks at all of it; takes seconds the first time, since libtorch is loaded.</summary>
    /// <returns>A finding for <see cref="LibTorch"/>, <see cref="Convolutions"/> and <see cref="GraphicsCard"/>, in this order. What does not work is
    /// told of and not thrown.</returns>
    public static IReadOnlyList<TrainingFinding> Check() =>
        [Find(LibTorch, DescribeLibTorch), Find(Convolutions, DescribeConvolutions), Find(GraphicsCard, DescribeGraphicsCard)];

    /// <summary>Loads libtorch, if that has not happened yet; trainings do it themselves.</summary>
    /// <exception cref="MlNetCnnException"><c>ENV_LIBTORCH</c>: it is missing or does not load; <c>ENV_NO_ROOM</c>: a corrected copy of it
    /// can be written nowhere.</exception>
    public static void EnsureLoaded() => TorchRuntime.EnsureLoaded();

    private static TrainingFinding Find(string name, Func<string> describe)
    {
        try
        {
            TorchRuntime.EnsureLoaded();
            return new TrainingFinding(name, describe());
        }
        catch (Exception exception)
        {
            // A diagnosis names every failure, of whatever kind, and goes on.
            return new TrainingFinding(name, exception.GetBaseException().Message, exception);
        }
    }

    private static string DescribeLibTorch()
    {
        using var two = TensorMath.Add(torch.ones(1), torch.ones(1));
        return two.item<float>() == 2
            ? $"{torch.__version__}; {TorchRuntime.Status}; {PrecisionSelection.Explanation}"
            : throw new InvalidOperationException("it loads, and adds one and one wrongly");
    }

    private static string DescribeConvolutions()
    {
        var groups = GroupedConvolution.OneDnnIsWrong
            ? "grouped ones as matrix products, because oneDNN's are wrong on this processor"
            : "grouped ones by oneDNN, which is right on this processor";
        return PointwiseConvolution.IsProduct ? $"{groups}; those of one pixel as matrix products" : groups;
    }

    private static string DescribeGraphicsCard() => torch.cuda.is_available()
        ? "CUDA: yes, libtorch finds one"
        : "CUDA: no, libtorch finds none; training runs on the processor";
}
