namespace MlNetCnn.Training;

/// <summary>The type in which layers compute in training. Weights, statistics, the loss and the optimizer always use float32.</summary>
public enum TrainingPrecision
{
    /// <summary>bfloat16 if the processor supports it, otherwise float32.</summary>
    Auto,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16, which is slow if the processor has to emulate it.</summary>
    Bf16,
}
