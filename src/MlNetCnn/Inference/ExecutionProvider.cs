namespace MlNetCnn;

/// <summary>The ONNX Runtime execution provider, which determines the hardware that runs a network.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU, by CUDA. The application must reference the package <c>Microsoft.ML.OnnxRuntime.Gpu</c>.</summary>
    Cuda,
}
