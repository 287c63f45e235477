namespace MlNetCnn.Training;

/// <summary>The schedule of the learning rate.</summary>
public enum ScheduleKind
{
    /// <summary>A linear warmup, then half a cosine down to 0 (Loshchilov and Hutter, "SGDR", 2017, without restarts).</summary>
    Cosine,

    /// <summary>A cosine warmup over the first 30 % from 1/25 of the rate, then half a cosine down to 0 (Smith, "Super-convergence", 2018).</summary>
    OneCycle,

    /// <summary>A constant rate.</summary>
    Constant,

    /// <summary>Division by 10 after each third of the training.</summary>
    Step,

    /// <summary>The same decay factor each epoch, down to a hundredth at the end.</summary>
    Exponential,

    /// <summary>Division by 10 whenever the metric has not improved for three epochs.</summary>
    Plateau,
}
