namespace MlNetCnn.Training;

/// <summary>Where training computes.</summary>
public enum TrainingDevice
{
    /// <summary>A CUDA graphics card where libtorch finds one, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A CUDA graphics card; an error where libtorch finds none.</summary>
    Cuda,
}
