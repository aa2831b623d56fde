"""What the service speaks to: `path("briefs/", include("wagtail_briefs.urls"))`, before Wagtail's own."""

from django.urls import path

from wagtail_briefs import views

app_name = "wagtail_briefs"
urlpatterns = [
    path("articles/<int:page_id>/", views.article, name="article"),
    path("pages/<int:page_id>/", views.briefs, name="briefs"),
    path("rights/", views.rights, name="rights"),
]
