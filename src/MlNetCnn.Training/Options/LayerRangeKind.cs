namespace MlNetCnn.Training;

/// <summary>What a <see cref="LayerRange"/> is measured in.</summary>
public enum LayerRangeKind
{
    /// <summary>Chosen from the number of images per class.</summary>
    Auto,

    /// <summary>The new head alone.</summary>
    Head,

    /// <summary>The last stages.</summary>
    Stages,

    /// <summary>The last layers with weights.</summary>
    Layers,

    /// <summary>Everything after a tensor.</summary>
    From,

    /// <summary>Every layer.</summary>
    All,
}
