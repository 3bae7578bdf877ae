/** The API, browsable: Swagger UI bundled with the page, so that nothing is fetched from elsewhere. */
import SwaggerUIBundle from 'swagger-ui-dist/swagger-ui-es-bundle.js'
import 'swagger-ui-dist/swagger-ui.css'
import './docs.css'

SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#root',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  // The badge asks a host on the internet whether the description is right.
  validatorUrl: null,
})
