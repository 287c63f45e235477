using TorchSharp;

namespace MlNetCnn.Training;

/// <summary>Selects the device for training.</summary>
internal static class TrainingDevices
{
    /// <summary>Returns the requested device, or the best available one.</summary>
    /// <param name="requested">The requested device.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_NO_CUDA</c>: a GPU was requested, but libtorch finds none.</exception>
    public static torch.Device Find(TrainingDevice requested)
    {
        TorchRuntime.EnsureLoaded();
        if (requested == TrainingDevice.Cpu || (requested == TrainingDevice.Auto && !torch.cuda.is_available()))
        {
            return torch.CPU;
        }

        return torch.cuda.is_available() ? torch.CUDA : throw new MlNetCnnException(
            ErrorKind.Environment, ErrorCodes.EnvironmentNoCuda, "training on a GPU was requested, but libtorch finds none",
            expected: "a CUDA GPU with its driver, and the package libtorch-cuda-12.8-linux-x64 or libtorch-cuda-12.8-win-x64 in the application",
            received: $"libtorch {torch.__version__} for the CPU only, or no GPU",
            fix: "train with Device Cpu, or replace libtorch-cpu with that package");
    }
}
