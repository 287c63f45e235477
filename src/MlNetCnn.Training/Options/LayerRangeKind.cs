namespace MlNetCnn.Training;

/// <summary>The kind of a <see cref="LayerRange"/>.</summary>
public enum LayerRangeKind
{
    /// <summary>Chosen automatically.</summary>
    Auto,

    /// <summary>Only the new head.</summary>
    Head,

    /// <summary>The last stages.</summary>
    Stages,

    /// <summary>The last weight layers.</summary>
    Layers,

    /// <summary>All layers after a tensor.</summary>
    From,

    /// <summary>Every layer.</summary>
    All,
}
