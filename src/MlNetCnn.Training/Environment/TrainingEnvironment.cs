using TorchSharp;

namespace MlNetCnn.Training;

/// <summary>Checks whether and how fine-tuning and training from scratch run on this machine.</summary>
public static class TrainingEnvironment
{
    /// <summary>libtorch: whether it loads and computes, and the precision of training.</summary>
    public const string LibTorch = "libtorch";

    /// <summary>Convolutions: how they are computed on this processor, including replacements for kernels of libtorch that are incorrect on it.</summary>
    public const string Convolutions = "convolutions";

    /// <summary>Whether libtorch finds a GPU; training also runs without one.</summary>
    public const string GraphicsCard = "graphics card";

    /// <summary>Runs all checks. The first call takes seconds, because it loads libtorch.</summary>
    /// <returns>A finding for <see cref="LibTorch"/>, <see cref="Convolutions"/> and <see cref="GraphicsCard"/>, in this order. Errors are reported,
    /// not thrown.</returns>
    public static IReadOnlyList<TrainingFinding> Check() =>
        [Find(LibTorch, DescribeLibTorch), Find(Convolutions, DescribeConvolutions), Find(GraphicsCard, DescribeGraphicsCard)];

    /// <summary>Loads libtorch if it is not loaded yet. Training does this itself.</summary>
    /// <exception cref="MlNetCnnException"><c>ENV_LIBTORCH</c>: it is missing or does not load; <c>ENV_NO_ROOM</c>: a patched copy of it cannot be
    /// written anywhere.</exception>
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
            // A diagnosis reports every error, of whatever kind, and continues.
            return new TrainingFinding(name, exception.GetBaseException().Message, exception);
        }
    }

    private static string DescribeLibTorch()
    {
        using var two = TensorMath.Add(torch.ones(1), torch.ones(1));
        return two.item<float>() == 2
            ? $"{torch.__version__}; {TorchRuntime.Status}; {PrecisionSelection.Explanation}"
            : throw new InvalidOperationException("it loads, but computes 1 + 1 incorrectly");
    }

    private static string DescribeConvolutions()
    {
        var groups = GroupedConvolution.OneDnnIsWrong
            ? "grouped ones as matrix products, because oneDNN computes them incorrectly on this processor"
            : "grouped ones by oneDNN, which is correct on this processor";
        return PointwiseConvolution.IsProduct ? $"{groups}; 1x1 ones as matrix products" : groups;
    }

    private static string DescribeGraphicsCard() => torch.cuda.is_available()
        ? "CUDA: yes, libtorch finds a GPU"
        : "CUDA: no, libtorch finds no GPU; training runs on the CPU";
}
