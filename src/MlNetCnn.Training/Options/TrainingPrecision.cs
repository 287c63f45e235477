namespace MlNetCnn.Training;

/// <summary>In which type layers compute in training. Weights, statistics, the loss and the optimiser are float32 in any case.</summary>
public enum TrainingPrecision
{
    /// <summary>bfloat16 where the processor computes in it, else float32.</summary>
    Auto,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16, slow where the processor has to emulate it.</summary>
    Bf16,
}
