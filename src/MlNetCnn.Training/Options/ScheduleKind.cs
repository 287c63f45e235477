namespace MlNetCnn.Training;

/// <summary>How the learning rate moves during training.</summary>
public enum ScheduleKind
{
    /// <summary>A linear rise, then half a cosine down to nothing (Loshchilov and Hutter, "SGDR", 2017, without restarts).</summary>
    Cosine,

    /// <summary>A cosine rise over the first 30 % from 1/25 of the rate, then half a cosine down to nothing (Smith, "Super-convergence", 2018).</summary>
    OneCycle,

    /// <summary>Always the same.</summary>
    Constant,

    /// <summary>A tenth after each third of the training.</summary>
    Step,

    /// <summary>Falls by the same factor each epoch, to a hundredth at the end.</summary>
    Exponential,

    /// <summary>A tenth whenever the metric has not improved for three epochs.</summary>
    Plateau,
}
