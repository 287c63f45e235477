namespace MlNetCnn.Cli;

/// <summary>How <c>explain</c> finds heat maps.</summary>
internal enum ExplanationMethod
{
    /// <summary>By gradients where libtorch loads, else without.</summary>
    Auto,

    /// <summary>By gradients.</summary>
    GradCam,

    /// <summary>Without gradients.</summary>
    Activation,
}
