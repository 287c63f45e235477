using MlNetCnn.Training;
using TorchSharp;

namespace MlNetCnn.Cli;

/// <summary>Whether fine-tuning can run, and how fast.</summary>
internal static class TrainingChecks
{
    /// <summary>libtorch loads and computes.</summary>
    public static string LibTorch()
    {
        TorchRuntime.EnsureLoaded();
        using var two = torch.ones(1) + torch.ones(1);
        return two.item<float>() == 2
            ? $"{torch.__version__}; {TorchRuntime.Status}; {PrecisionSelection.Explanation}"
            : throw new InvalidOperationException("it loads, and adds one and one wrongly");
    }

    /// <summary>Whether libtorch's convolutions are right on this processor; where they are not, the engine computes them in another way.</summary>
    public static string Convolutions()
    {
        TorchRuntime.EnsureLoaded();
        var groups = GroupedConvolution.OneDnnIsWrong
            ? "grouped ones as matrix products, because oneDNN's are wrong on this processor"
            : "grouped ones by oneDNN, which is right on this processor";
        return PointwiseConvolution.IsProduct ? $"{groups}; those of one pixel as matrix products" : groups;
    }

    /// <summary>Whether libtorch finds a graphics card.</summary>
    public static string GraphicsCard()
    {
        TorchRuntime.EnsureLoaded();
        return torch.cuda.is_available()
            ? "CUDA: yes, libtorch finds one"
            : "CUDA: no, libtorch finds none; training runs on the processor";
    }
}
