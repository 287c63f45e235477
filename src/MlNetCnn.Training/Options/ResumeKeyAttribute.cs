namespace MlNetCnn.Training;

/// <summary>Marks an option that must stay the same for an interrupted training to be resumed.</summary>
/// <param name="key">What checkpoints call it; it does not follow the name of the property.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ResumeKeyAttribute(string key) : Attribute
{
    /// <summary>What checkpoints call it.</summary>
    public string Key => key;
}
