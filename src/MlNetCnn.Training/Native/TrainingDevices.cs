using TorchSharp;

namespace MlNetCnn.Training;

/// <summary>Finds where training computes.</summary>
internal static class TrainingDevices
{
    /// <summary>The device that was asked for, or the best there is.</summary>
    /// <param name="requested">What was asked for.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_NO_CUDA</c>: a graphics card was asked for and libtorch finds none.</exception>
    public static torch.Device Find(TrainingDevice requested)
    {
        TorchRuntime.EnsureLoaded();
        if (requested == TrainingDevice.Cpu || (requested == TrainingDevice.Auto && !torch.cuda.is_available()))
        {
            return torch.CPU;
        }

        return torch.cuda.is_available() ? torch.CUDA : throw new MlNetCnnException(
            ErrorKind.Environment, ErrorCodes.EnvironmentNoCuda, "training on a graphics card was asked for, and libtorch finds none",
            expected: "a CUDA graphics card with its driver, and the package libtorch-cuda-12.8-linux-x64 or libtorch-cuda-12.8-win-x64 in the application",
            received: $"libtorch {torch.__version__} for the processor alone, or no card",
            fix: "train with Device Cpu, or add that package in place of libtorch-cpu");
    }
}
