namespace MlNetCnn.Training;

/// <summary>The device for training.</summary>
public enum TrainingDevice
{
    /// <summary>A CUDA GPU if libtorch finds one, otherwise the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>A CUDA GPU; an error if libtorch finds none.</summary>
    Cuda,
}
