namespace MlNetCnn.Features;

/// <summary>Pictures of one class that a change makes look like another.</summary>
/// <param name="From">The class, 0-based.</param>
/// <param name="Into">The other class, 0-based.</param>
/// <param name="Turned">Pictures that were recognised unchanged and are taken for the other class changed.</param>
/// <param name="Recognised">Pictures of the class that were recognised unchanged.</param>
internal readonly record struct ClassConfusion(int From, int Into, int Turned, int Recognised);
